import Basics

/// The rectifier: negative values become zero.
///
/// - Shapes: input and output of any equal shape.
public struct ReLU: Layer {
  public init() {}

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Tensor
  ) {
    var output = input
    output.withUnsafeMutableBuffer { values in for index in values.indices { values[index] = max(values[index], 0) } }
    return (output, input)
  }

  public func backward(
    _ outputGradient: Tensor, cache: Tensor, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    var result = outputGradient
    cache.withUnsafeBuffer { input in
      result.withUnsafeMutableBuffer { values in
        for index in values.indices where input[index] <= 0 { values[index] = 0 }
      }
    }
    return result
  }
}
