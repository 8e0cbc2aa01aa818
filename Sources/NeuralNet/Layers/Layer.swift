import Basics

/// Whether batch statistics or running statistics normalise.
public enum Mode: Sendable {
  case training
  case inference
}

/// A differentiable map from tensor to tensor.
///
/// A layer holds no activations: `forward` returns what `backward` needs as a cache, so that one layer can see two
/// views before either is taken backward.
public protocol Layer: Sendable {
  associatedtype Cache: Sendable

  /// Computes the output and what the backward pass needs.
  func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Cache
  )

  /// Adds to `gradients`; returns the gradient with respect to the input, in the input's shape.
  func backward(
    _ outputGradient: Tensor, cache: Cache, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor
}
