import Basics

/// Convolution forward and backward: the one place where the algorithm is chosen.
///
/// Winograd takes 3x3 kernels whose channel counts are multiples of eight; patches take the rest, which are the first
/// layer, the 1x1 heads, and sizes that nobody trains.
/// Weights are `[kernel, kernel, inputChannels, outputChannels]` in memory.
enum ConvolutionKernel {
  /// - Shapes: input [N, H, W, C], output [N, H', W', outputChannels].
  /// - Parameters:
  ///   - inputAffine: batch norm and ReLU still to be applied to the input; padding is zero after it.
  ///   - wantsSums: whether the sums of each output channel are returned.
  static func forward(
    _ input: Tensor, inputAffine: ChannelAffine?, weights: UnsafePointer<Float>, outputChannels: Int,
    geometry: ConvGeometry, wantsSums: Bool, context: ComputeContext
  ) -> (output: Tensor, sums: ChannelSums?) {
    let finish = wantsSums ? OutputFinish.channelSums() : .nothing()
    let output = convolve(
      PixelSource(input, affine: inputAffine), weights: weights, geometry: geometry, offset: -geometry.padding,
      output: geometry.output(channels: outputChannels), finish: finish, context: context)
    return (output, finish.joined.map { ChannelSums(sum: $0.sum, sumOfSquares: $0.products) })
  }

  /// Adds to `weightGradient`.
  /// - Parameters:
  ///   - rawOutput: the forward pass's output, for `gradientAffine`.
  ///   - gradientAffine: the batch norm's backward pass, still to be applied to the gradient.
  static func backwardWeights(
    _ input: Tensor, inputAffine: ChannelAffine?, outputGradient: Tensor, rawOutput: Tensor?,
    gradientAffine: GradientAffine?, geometry: ConvGeometry, into weightGradient: UnsafeMutablePointer<Float>,
    context: ComputeContext
  ) {
    let source = PixelSource(input, affine: inputAffine)
    let gradient = PixelSource(gradient: outputGradient, raw: rawOutput, affine: gradientAffine)
    if WinogradConvolution.fits(
      kernel: geometry.kernel, channels: source.shape.channels, outputChannels: gradient.shape.channels)
    {
      WinogradConvolution.accumulateWeights(
        source, outputGradient: gradient, geometry: geometry, into: weightGradient, context: context)
    } else {
      PatchConvolution.accumulateWeights(
        source, outputGradient: gradient, geometry: geometry, into: weightGradient, context: context)
    }
  }

  /// The gradient with respect to `previous`, the input of the forward pass: masked by its ReLU, with its sums, where a
  /// batch norm is pending on it.
  /// - Shapes: outputGradient [N, H', W', K], gradient [N, H, W, C].
  static func backwardData(
    _ outputGradient: Tensor, rawOutput: Tensor?, gradientAffine: GradientAffine?, weights: UnsafePointer<Float>,
    geometry: ConvGeometry, previous: FeatureMap, context: ComputeContext
  ) -> (gradient: Tensor, sums: GradientSums?) {
    let finish = OutputFinish.gradient(of: previous)
    let turned = turnedWeights(
      weights, geometry: geometry, outputChannels: outputGradient.shape.channels, context: context)
    // The transpose of a convolution is one with the kernel turned round.
    let gradient = convolve(
      PixelSource(gradient: outputGradient, raw: rawOutput, affine: gradientAffine), weights: turned.pointer,
      geometry: geometry, offset: geometry.padding - geometry.span, output: geometry.input, finish: finish,
      context: context)
    return (gradient, finish.joined.map { GradientSums(sum: $0.sum, sumOfProducts: $0.products) })
  }

  private static func convolve(
    _ source: PixelSource, weights: UnsafePointer<Float>, geometry: ConvGeometry, offset: Int, output: Shape,
    finish: OutputFinish, context: ComputeContext
  ) -> Tensor {
    let (C, K) = (source.shape.channels, output.channels)
    guard WinogradConvolution.fits(kernel: geometry.kernel, channels: C, outputChannels: K) else {
      return PatchConvolution.convolve(
        source, weights: weights, geometry: geometry, offset: offset, output: output, finish: finish, context: context)
    }
    return WinogradConvolution.convolve(
      source, weights: WinogradTransform.transformWeights(weights, count: C * K, context: context),
      dilation: geometry.dilation, offset: offset, output: output, finish: finish, context: context)
  }

  /// `[T, C, K]` to `[T reversed, K, C]`.
  private static func turnedWeights(
    _ weights: UnsafePointer<Float>, geometry: ConvGeometry, outputChannels K: Int, context: ComputeContext
  ) -> Tensor {
    let C = geometry.input.channels
    var result = context.uninitialized([geometry.taps, K, C])
    let target = result.mutablePointer
    context.forEach(geometry.taps) { tap in
      let from = weights + tap * C * K
      let to = target + (geometry.taps - 1 - tap) * K * C
      for c in 0..<C { for k in 0..<K { to[k * C + c] = from[c * K + k] } }
    }
    return result
  }
}
