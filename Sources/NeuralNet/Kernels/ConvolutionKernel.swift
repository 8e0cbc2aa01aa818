import Basics

/// Convolution forward and backward. It chooses the algorithm.
///
/// Winograd computes 3x3 kernels of stride 1 with channel counts that are multiples of eight; a first layer gets channels
/// of zeros. Patches compute all others, such as the 1x1 heads.
/// Weights are `[kernel, kernel, inputChannels, outputChannels]` in memory.
enum ConvolutionKernel {
  /// - Shapes: input [N, H, W, C], output [N, H', W', outputChannels].
  /// - Parameters:
  ///   - input: the maps. Zeros are padded after batch norm and ReLU are applied.
  ///   - wantsSums: whether the sums of each output channel are returned.
  static func forward(
    _ input: FeatureMap, weights: UnsafePointer<Float>, outputChannels: Int, geometry: ConvGeometry, wantsSums: Bool,
    context: ComputeContext
  ) -> (output: Tensor, sums: ChannelSums?) {
    let (output, sums) = ChannelPadding.lend(input, weights, geometry, outputChannels, context) { source, weights in
      convolve(
        source, weights: weights, geometry: geometry, offset: -geometry.padding,
        output: geometry.output(channels: outputChannels), finish: wantsSums ? .sums : .nothing, context: context)
    }
    return (output, sums.map { ChannelSums(sum: $0.sum, sumOfSquares: $0.products) })
  }

  /// Adds the gradient with respect to the weights to `weightGradient`.
  /// - Parameter outputGradient: the gradient with respect to the output of the convolution. The backward pass of a batch
  ///   norm may still have to be applied to it.
  static func backwardWeights(
    _ input: FeatureMap, outputGradient: PendingGradient, geometry: ConvGeometry,
    into weightGradient: UnsafeMutablePointer<Float>, context: ComputeContext
  ) {
    let outputChannels = outputGradient.values.shape.channels
    ChannelPadding.lend(input, geometry, outputChannels, adding: weightGradient, context) { source, weightGradient in
      PixelSource.lend(outputGradient) { gradient in
        if WinogradConvolution.fits(
          geometry, channels: source.channels, outputChannels: gradient.channels)
        {
          WinogradConvolution.accumulateWeights(
            source, outputGradient: gradient, geometry: geometry, into: weightGradient, context: context)
        } else {
          PatchConvolution.accumulateWeights(
            source, outputGradient: gradient, geometry: geometry, into: weightGradient, context: context)
        }
      }
    }
  }

  /// The gradient with respect to `previous`, the input of the forward pass, before its ReLU, with its sums when it has a
  /// batch norm.
  /// - Shapes: outputGradient [N, H', W', K], gradient [N, H, W, C].
  static func backwardData(
    _ outputGradient: PendingGradient, weights: UnsafePointer<Float>, geometry: ConvGeometry, previous: FeatureMap,
    context: ComputeContext
  ) -> FeatureGradient {
    guard geometry.stride == 1 else {
      let (values, sums) = PixelSource.lend(outputGradient) { source in
        PatchConvolution.scatter(
          source, weights: weights, geometry: geometry, finish: .gradient(of: previous), context: context)
      }
      return FeatureGradient(values: values, sums: sums.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
    }
    let turned = turnedWeights(
      weights, geometry: geometry, outputChannels: outputGradient.values.shape.channels, context: context)
    // The transpose of a convolution is a convolution with the kernel turned by half a turn.
    let (values, sums) = PixelSource.lend(outputGradient) { source in
      turned.withPointer { weights in
        convolve(
          source, weights: weights, geometry: geometry, offset: geometry.padding - geometry.span,
          output: geometry.input, finish: .gradient(of: previous), context: context)
      }
    }
    return FeatureGradient(values: values, sums: sums.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
  }

  private static func convolve(
    _ source: PixelSource, weights: UnsafePointer<Float>, geometry: ConvGeometry, offset: Int, output: Shape,
    finish: OutputFinish, context: ComputeContext
  ) -> (output: Tensor, sums: OutputFinish.Sums?) {
    let (C, K) = (source.channels, output.channels)
    guard WinogradConvolution.fits(geometry, channels: C, outputChannels: K) else {
      return PatchConvolution.convolve(
        source, weights: weights, geometry: geometry, offset: offset, output: output, finish: finish, context: context)
    }
    let transformed = WinogradTransform.transformWeights(weights, C, K, context: context)
    return transformed.withPointer { weights in
      WinogradConvolution.convolve(
        source, weights: weights, dilation: geometry.dilation, offset: offset, output: output, finish: finish,
        context: context)
    }
  }

  /// Turns weights `[T, C, K]` into `[T reversed, K, C]`.
  private static func turnedWeights(
    _ weights: UnsafePointer<Float>, geometry: ConvGeometry, outputChannels K: Int, context: ComputeContext
  ) -> Tensor {
    let C = geometry.input.channels
    return context.filled([geometry.taps, K, C]) { target in
      context.forEach(geometry.taps) { tap in
        let from = weights + tap * C * K
        let to = target + (geometry.taps - 1 - tap) * K * C
        for c in 0..<C { for k in 0..<K { to[k * C + c] = from[c * K + k] } }
      }
    }
  }
}
