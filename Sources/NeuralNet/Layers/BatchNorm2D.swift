import Basics

/// Batch norm over images and pixels, as PyTorch's `BatchNorm2d`: epsilon 1e-5, momentum 0.1.
///
/// Networks here use ``ConvBlock``, which folds this into the convolutions around it; the layer stands alone for other
/// uses and as the reference that `ConvBlock` is tested against.
///
/// - Shapes: input [N, H, W, C], output [N, H, W, C].
/// - Source: Ioffe and Szegedy, ICML 2015.
public struct BatchNorm2D: Layer {
  let norm: BatchNormParameters

  public struct Cache: Sendable {
    let input: Tensor
    let statistics: BatchStatistics
  }

  /// - Parameter name: of the module; parameters and statistics are named as PyTorch does.
  public init(channels: Int, name: String, in layout: inout NetworkLayout) {
    norm = BatchNormParameters(channels: channels, name: name, in: &layout)
  }

  /// Scale 1, shift 0, running mean 0, running variance 1.
  public func initialize(_ state: inout NetworkState) { norm.initialize(&state) }

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Cache
  ) {
    let sums = mode == .training ? ChannelSums(of: input) : nil
    let statistics = norm.statistics(sums, count: input.shape.pixels, state: state)
    let affine = norm.affine(statistics, rectified: false, state: state)
    return (affine.applied(to: input, context: context), Cache(input: input, statistics: statistics))
  }

  public func backward(
    _ outputGradient: Tensor, cache: Cache, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    let affine = norm.backward(
      GradientSums(outputGradient, cache.input), statistics: cache.statistics, count: cache.input.shape.pixels,
      state: state, gradients: &gradients)
    return affine.applied(to: outputGradient, cache.input, context: context)
  }

  /// Moves the running statistics towards those of the batch that `cache` comes from.
  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {
    norm.commit(cache.statistics, to: &state)
  }
}
