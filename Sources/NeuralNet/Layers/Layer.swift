import Basics

/// The statistics by which batch norms normalise: those of the batch in training, running ones in inference.
public enum Mode: Sendable {
  /// Batch norms take the statistics of the batch.
  case training
  /// Batch norms take the running statistics.
  case inference
}

/// A part of a network: a differentiable function from feature maps to feature maps.
///
/// A layer holds no activations. The caller keeps the input, the output and the cache, and passes them to the backward pass.
/// So one layer can run forward on two views before it runs backward. ``Sequential`` keeps them for a list of layers.
public protocol Layer: Sendable {
  /// The values that the backward pass needs besides the input and the output.
  associatedtype Cache: Sendable

  /// The position of the outputs over the input.
  var geometry: TileGeometry { get }

  /// Whether ``backward(_:input:output:cache:state:gradients:wantsInput:context:)`` reads the output. Otherwise
  /// the memory of the output is freed before.
  var backwardReadsOutput: Bool { get }

  /// Sets the parameters and running statistics of the layer to their initial values.
  func initialize(_ state: inout NetworkState, random: inout RandomSource)

  /// Computes the output, and the cache for the backward pass.
  /// - Shapes: input and output [N, H, W, C], each of its own size.
  func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Cache
  )

  /// Computes the output of a forward pass in training mode again. The result is the same to the last bit.
  func recomputedOutput(of input: FeatureMap, cache: Cache, state: NetworkState, context: ComputeContext) -> FeatureMap

  /// Adds the gradients of the parameters to `gradients`.
  /// - Parameters:
  ///   - gradient: the gradient with respect to `output`.
  ///   - output: the output of the forward pass. Any value when ``backwardReadsOutput`` is false.
  ///   - wantsInput: whether the gradient with respect to the input is needed.
  /// - Returns: the gradient with respect to `input`; nil when it is not needed.
  func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Cache, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient?

  /// Moves the running statistics towards those of the batch of `cache`.
  func commitStatistics(_ cache: Cache, to state: inout NetworkState)
}

// Defaults for a layer without parameters and statistics.
extension Layer {
  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {}

  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {}

  public func recomputedOutput(
    of input: FeatureMap, cache: Cache, state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    forward(input, state: state, mode: .training, context: context).output
  }
}
