import Basics
import CWinograd

// N images, C input channels, K output channels, T taps.

/// A convolution that learns no more: its batch norm is part of its weights and bias, and its activation is done before
/// outputs are stored.
///
/// Weights are brought into the order of the kernels once. 3x3 kernels of stride 1 are computed by Winograd, each channel on
/// its own by ``FoldedDepthwise``, and all others by ``FoldedProduct``. Outputs depend on the inputs in their reach only, and
/// those of Winograd on the grid of its tiles.
package struct FoldedConvolution: Sendable {
  /// Where zeros are padded, so that there are as many outputs as inputs, divided by the stride and rounded up.
  package enum Padding: Hashable, Sendable {
    /// `kernel / 2` on each side, as in PyTorch.
    case symmetric
    /// As few as possible, of which the odd one comes after the inputs, as in TensorFlow.
    case same
  }

  /// The bounds of the outputs.
  package enum Activation: Hashable, Sendable {
    case none
    case relu
    /// From 0 to 6.
    case relu6
  }

  enum Algorithm {
    case winograd
    case depthwise
    case product
  }

  package let kernel: Int
  package let stride: Int
  package let padding: Padding
  package let activation: Activation
  package let inputChannels: Int
  package let outputChannels: Int
  let algorithm: Algorithm
  /// In the order of the algorithm.
  let weights: Tensor
  /// With zeros up to a whole panel. Shapes: [K'].
  package let bias: Tensor

  /// - Parameters:
  ///   - weight: as PyTorch orders it, [K, C, kernel, kernel]; for channels on their own [K, 1, kernel, kernel].
  ///   - scale: the factors of the output channels, [K].
  ///   - bias: what is added then, [K].
  /// - Precondition: the kernel has an odd size, the same along both axes.
  package init(
    weight: Tensor, scale: [Float], bias: [Float], isDepthwise: Bool = false, stride: Int = 1,
    padding: Padding = .symmetric, activation: Activation = .none, context: ComputeContext
  ) {
    let (K, C, side) = (weight.shape[0], weight.shape[1], weight.shape[2])
    precondition(
      side % 2 == 1 && weight.shape[3] == side && scale.count == K && bias.count == K && (!isDepthwise || C == 1),
      "weights \(weight.shape) with \(scale.count) factors and \(bias.count) biases")
    (kernel, self.stride, self.padding, self.activation) = (side, stride, padding, activation)
    (inputChannels, outputChannels) = (isDepthwise ? K : C, K)
    let panel = WinogradTransform.panel
    let panels = WinogradTransform.panels(K)
    self.bias = Tensor([panels * panel], values: bias + [Float](repeating: 0, count: panels * panel - K))
    let taps = side * side
    if isDepthwise {
      algorithm = .depthwise
      weights = Self.ordered(weight, scale, count: taps * K) { k, _, tap in tap * K + k }
    } else if side == 3 && stride == 1 && C % 8 == 0 && K % 8 == 0 {
      algorithm = .winograd
      let plain = Self.ordered(weight, scale, count: taps * C * K) { k, c, tap in (tap * C + c) * K + k }
      weights = plain.withPointer { WinogradTransform.transformWeights($0, C, K, context: context) }
    } else {
      algorithm = .product
      weights = Self.ordered(weight, scale, count: panels * taps * C * panel) { k, c, tap in
        ((k / panel * taps + tap) * C + c) * panel + k % panel
      }
    }
  }

  /// Weights times their factors in another order, zero where `place` leads nothing.
  private static func ordered(
    _ weight: Tensor, _ scale: [Float], count: Int, _ place: (_ k: Int, _ c: Int, _ tap: Int) -> Int
  ) -> Tensor {
    let (K, C, T) = (weight.shape[0], weight.shape[1], weight.shape[2] * weight.shape[3])
    var result = Tensor([count])
    result.withMutablePointer { target in
      weight.withPointer { source in
        for k in 0..<K {
          for c in 0..<C { for tap in 0..<T { target[place(k, c, tap)] = source[(k * C + c) * T + tap] * scale[k] } }
        }
      }
    }
    return result
  }

  /// The inputs after which the grid of the algorithm repeats.
  var period: Int { algorithm == .winograd ? WinogradTransform.outputSide : 1 }

  package func outputShape(_ input: Shape) -> Shape {
    Shape(
      batch: input.batch, height: (input.height - 1) / stride + 1, width: (input.width - 1) / stride + 1,
      channels: outputChannels)
  }

  /// The zeros before `size` inputs.
  func zerosBefore(_ size: Int) -> Int {
    switch padding {
    case .symmetric: kernel / 2
    case .same: max(0, (size - 1) / stride * stride + kernel - size) / 2
    }
  }

  /// The outputs, plus a map where there is one, after the activation.
  /// - Shapes: input [N, H, W, C], added and result [N, H', W', K].
  package func callAsFunction(_ input: Tensor, adding added: Tensor? = nil, context: ComputeContext) -> Tensor {
    let output = outputShape(input.shape)
    precondition(
      input.shape.channels == inputChannels && added.map { $0.shape == output } != false,
      "input \(input.shape) of \(inputChannels) channels, plus \(String(describing: added?.shape))")
    return context.filled(output) { target in
      lendingFinish(target, adding: added) { finish in
        switch algorithm {
        case .winograd: FoldedWinograd.convolve(input, with: self, output: output, finish: finish, context: context)
        case .depthwise: FoldedDepthwise.convolve(input, with: self, output: output, finish: finish, context: context)
        case .product: FoldedProduct.convolve(input, with: self, output: output, finish: finish, context: context)
        }
      }
    }
  }

  /// Lends the last work on the outputs of a whole map.
  private func lendingFinish(
    _ target: UnsafeMutablePointer<Float>, adding added: Tensor?, _ body: (FoldedFinish) -> Void
  ) {
    bias.withPointer { bias in
      var finish = FoldedFinish(
        target: target, channels: outputChannels, bias: bias, added: nil,
        floor: activation == .none ? -.infinity : 0, ceiling: activation == .relu6 ? 6 : .infinity)
      guard let added else { return body(finish) }
      added.withPointer {
        finish.added = $0
        body(finish)
      }
    }
  }
}

extension FoldedFinish {
  /// The loops that the processor at hand can run.
  static let kernels: FoldedKernels = {
    guard let kernels = folded_kernels(0) else { preconditionFailure("no kernels") }
    return kernels.pointee
  }()

  /// The work from a pixel on.
  func from(pixel: Int) -> FoldedFinish {
    var finish = self
    finish.target += pixel * channels
    finish.added = added.map { $0 + pixel * channels }
    return finish
  }
}
