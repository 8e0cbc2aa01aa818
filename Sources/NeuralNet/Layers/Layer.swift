import Basics

/// Whether batch statistics or running statistics normalise.
public enum Mode: Sendable {
  case training
  case inference
}

/// What networks are built from: a differentiable map from feature maps to feature maps.
///
/// A layer holds no activations. Whoever runs it keeps the input, the output and the cache, and hands them to the
/// backward pass; so one layer can see two views of a batch before either goes backward. ``Sequential`` does this for a
/// row of layers.
public protocol Layer: Sendable {
  /// What the backward pass needs beside the input and the output.
  associatedtype Cache: Sendable

  /// How the outputs lie over the input.
  var geometry: TileGeometry { get }

  /// Whether ``backward(_:input:output:cache:state:gradients:wantsInput:context:)`` reads the output. Where it does not,
  /// the output's memory is free by then.
  var backwardReadsOutput: Bool { get }

  /// Sets the layer's parameters and running statistics to what training starts from.
  func initialize(_ state: inout NetworkState, random: inout RandomSource)

  /// Computes the output, and what the backward pass needs beside it.
  /// - Shapes: input and output [N, H, W, C], each of its own size.
  func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Cache
  )

  /// Computes the output of a forward pass in training mode again, to the last bit.
  func recomputedOutput(of input: FeatureMap, cache: Cache, state: NetworkState, context: ComputeContext) -> FeatureMap

  /// Adds the gradients of the layer's parameters to `gradients`.
  /// - Parameters:
  ///   - gradient: with respect to `output`.
  ///   - output: anything where ``backwardReadsOutput`` is false.
  ///   - wantsInput: whether the gradient with respect to the input is needed.
  /// - Returns: the gradient with respect to `input`; nil where it is not wanted.
  func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Cache, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient?

  /// Moves running statistics towards those of the batch that `cache` comes from.
  func commitStatistics(_ cache: Cache, to state: inout NetworkState)
}

// What a layer without parameters and statistics does.
extension Layer {
  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {}

  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {}

  public func recomputedOutput(
    of input: FeatureMap, cache: Cache, state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    forward(input, state: state, mode: .training, context: context).output
  }
}
