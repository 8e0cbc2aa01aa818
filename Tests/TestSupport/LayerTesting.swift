import NeuralNet
import Testing

extension Tensor {
  /// The sum of the products of two tensors' elements, in Double.
  package func dot(_ other: Tensor) -> Double {
    zip(values, other.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  /// The largest magnitude, for tolerances that follow the scale of the values.
  package var largest: Double { Double(values.map(abs).max() ?? 0) }
}

/// Tries a layer without parameters, or an operation that has a backward pass.
package struct LayerTesting {
  private let forward: (Tensor) -> Tensor
  private let backward: (_ outputGradient: Tensor, _ input: Tensor) -> Tensor

  /// - Parameter backward: gives the gradient with respect to the input.
  package init(
    forward: @escaping (_ input: Tensor) -> Tensor,
    backward: @escaping (_ outputGradient: Tensor, _ input: Tensor) -> Tensor
  ) {
    self.forward = forward
    self.backward = backward
  }

  /// - Parameter affine: pending on the input.
  package init(_ layer: some Layer, affine: ChannelAffine? = nil) {
    let context = ComputeContext(threads: 2)
    let state = NetworkState(NetworkLayout())
    self.init { input in
      layer.forward(FeatureMap(raw: input, affine: affine), state: state, mode: .training, context: context)
        .output.applied(context: context)
    } backward: { outputGradient, input in
      let input = FeatureMap(raw: input, affine: affine)
      let (output, cache) = layer.forward(input, state: state, mode: .training, context: context)
      var gradients = ParameterStore(ParameterLayout())
      let gradient = layer.backward(
        FeatureGradient(outputGradient, of: output, context: context), input: input, output: output, cache: cache,
        state: state, gradients: &gradients, wantsInput: true, context: context)
      return gradient?.values ?? Tensor([0])
    }
  }

  package func output(_ input: Tensor) -> Tensor { forward(input) }

  package func inputGradient(_ input: Tensor, outputGradient: Tensor) -> Tensor { backward(outputGradient, input) }

  /// Records a failure where output or gradient is not PyTorch's.
  package func expect(
    _ golden: GoldenLayers.Pointwise, absolute: Double = 1e-6, relative: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let input = golden.input.tensor
    expectClose(
      output(input), golden.output.tensor, absolute: absolute, relative: relative, "output",
      sourceLocation: sourceLocation)
    expectClose(
      inputGradient(input, outputGradient: golden.outputGradient.tensor), golden.inputGradient.tensor,
      absolute: absolute, relative: relative, "gradient", sourceLocation: sourceLocation)
  }

  /// Records a failure where the gradient is not that of central differences.
  package func checkGradient(
    at input: Tensor, _ check: GradientCheck = GradientCheck(), sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let weights = Tensor.normal(output(input).shape, seed: 91)
    check.check(inputGradient(input, outputGradient: weights), at: input, sourceLocation: sourceLocation) {
      output($0).dot(weights)
    }
  }

  /// Records a failure where the backward pass of a linear layer is not its transpose: `<Ax, y> = <x, A'y>`.
  package func expectAdjoint(_ shape: Shape, sourceLocation: SourceLocation = #_sourceLocation) {
    let x = Tensor.normal(shape, seed: 31)
    let image = output(x)
    let y = Tensor.normal(image.shape, seed: 32)
    // Rounding of each element only: the sums are in Double.
    let scale = (image.dot(image) * y.dot(y)).squareRoot()
    expectClose(
      x.dot(inputGradient(x, outputGradient: y)), image.dot(y), absolute: 1e-6 * scale, relative: 0,
      sourceLocation: sourceLocation)
  }
}
