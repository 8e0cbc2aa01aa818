import Basics
import NeuralNet
import TestSupport
import Testing

/// The fused block against the layers it fuses.
@Suite struct ConvBlockTests {
  @Test(arguments: zip([[2, 9, 7, 3], [2, 10, 13, 8], [1, 5, 5, 16]] as [Shape], [16, 8, 5]))
  func equalsConvolutionNormAndRectifier(_ shape: Shape, outputs: Int) {
    let context = ComputeContext(threads: 2)
    var layout = NetworkLayout()
    let first = ConvBlock(
      inputChannels: shape.channels, outputChannels: shape.channels, names: ("a", "b"), in: &layout)
    let second = ConvBlock(inputChannels: shape.channels, outputChannels: outputs, names: ("c", "d"), in: &layout)
    var separate = NetworkLayout()
    let layers = (
      Conv2D(
        inputChannels: shape.channels, outputChannels: shape.channels, kernelSize: 3, hasBias: false, name: "a",
        in: &separate),
      BatchNorm2D(channels: shape.channels, name: "b", in: &separate),
      Conv2D(
        inputChannels: shape.channels, outputChannels: outputs, kernelSize: 3, hasBias: false, name: "c", in: &separate),
      BatchNorm2D(channels: outputs, name: "d", in: &separate)
    )
    #expect(layout == separate)
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    state.statistics.values = Tensor([layout.statistics.count], repeating: 1)
    let input = Tensor.normal(shape, seed: 2)
    let gradient = Tensor.normal(shape.with(channels: outputs), seed: 3)

    // Fused.
    let a = first.forward(FeatureMap(raw: input), state: state, mode: .training, context: context)
    let b = second.forward(a.output, state: state, mode: .training, context: context)
    var fusedGradients = ParameterStore(layout.parameters)
    let output = b.output.affine?.applied(to: b.output.raw, context: context)
    let masked = ReLU().backward(
      gradient, cache: output ?? input, state: state, gradients: &fusedGradients, context: context)
    let g = second.backward(
      FeatureGradient(values: masked, sums: GradientSums(masked, b.output.raw)), cache: b, state: state,
      gradients: &fusedGradients, wantsInput: true, context: context)
    let fusedInput = g.flatMap {
      first.backward($0, cache: a, state: state, gradients: &fusedGradients, wantsInput: true, context: context)
    }

    // One layer after another.
    var gradients = ParameterStore(layout.parameters)
    let (x1, c1) = layers.0.forward(input, state: state, mode: .training, context: context)
    let (x2, c2) = layers.1.forward(x1, state: state, mode: .training, context: context)
    let (x3, c3) = ReLU().forward(x2, state: state, mode: .training, context: context)
    let (x4, c4) = layers.2.forward(x3, state: state, mode: .training, context: context)
    let (x5, c5) = layers.3.forward(x4, state: state, mode: .training, context: context)
    let (x6, c6) = ReLU().forward(x5, state: state, mode: .training, context: context)
    let d5 = ReLU().backward(gradient, cache: c6, state: state, gradients: &gradients, context: context)
    let d4 = layers.3.backward(d5, cache: c5, state: state, gradients: &gradients, context: context)
    let d3 = layers.2.backward(d4, cache: c4, state: state, gradients: &gradients, context: context)
    let d2 = ReLU().backward(d3, cache: c3, state: state, gradients: &gradients, context: context)
    let d1 = layers.1.backward(d2, cache: c2, state: state, gradients: &gradients, context: context)
    let d0 = layers.0.backward(d1, cache: c1, state: state, gradients: &gradients, context: context)

    expectClose(output ?? input, x6, absolute: 1e-4)
    expectClose(fusedGradients.values, gradients.values, absolute: 2e-3, relative: 1e-3)
    expectClose(fusedInput?.values ?? input, d0, absolute: 2e-3, relative: 1e-3)

    var fusedState = state
    second.commitStatistics(b, to: &fusedState)
    first.commitStatistics(a, to: &fusedState)
    layers.3.commitStatistics(c5, to: &state)
    layers.1.commitStatistics(c2, to: &state)
    expectClose(fusedState.statistics.values, state.statistics.values, absolute: 1e-4)
    #expect(state.statistics.values.values.contains { $0 != 1 })
  }

  /// Two blocks in training mode, through the pending batch norm between them: the gradients of input and parameters.
  @Test(arguments: zip([[2, 5, 7, 8], [1, 7, 9, 3]] as [Shape], [1, 2]))
  func gradientsAreThoseOfCentralDifferences(_ shape: Shape, dilation: Int) {
    let context = ComputeContext(threads: 2)
    var layout = NetworkLayout()
    let first = ConvBlock(inputChannels: shape.channels, outputChannels: 8, names: ("a", "b"), in: &layout)
    let second = ConvBlock(
      inputChannels: 8, outputChannels: 5, dilation: dilation, names: ("c", "d"), in: &layout)
    var state = NetworkState(layout)
    var random = RandomSource(seed: 5)
    first.initialize(&state, random: &random)
    second.initialize(&state, random: &random)
    // Shifts that keep all values clear of the rectifier's kink: two channels pass, the third is cut off.
    for entry in layout.parameters.entries where entry.name.hasSuffix(".bias") {
      state.parameters[entry.slot] = Tensor(
        entry.slot.shape, values: (0..<entry.slot.count).map { $0 % 3 == 2 ? -6 : 6 })
    }
    let input = Tensor.normal(shape, seed: 2)
    let weights = Tensor.normal(shape.with(channels: 5), seed: 3)
    func run(_ input: Tensor, _ state: NetworkState) -> (ConvBlock.Cache, ConvBlock.Cache, Tensor) {
      let a = first.forward(FeatureMap(raw: input), state: state, mode: .training, context: context)
      let b = second.forward(a.output, state: state, mode: .training, context: context)
      return (a, b, b.output.affine?.applied(to: b.output.raw, context: context) ?? b.output.raw)
    }

    let (a, b, output) = run(input, state)
    let masked = Tensor(output.shape, values: zip(weights.values, output.values).map { $1 > 0 ? $0 : 0 })
    var gradients = ParameterStore(layout.parameters)
    let inner = second.backward(
      FeatureGradient(values: masked, sums: GradientSums(masked, b.output.raw)), cache: b, state: state,
      gradients: &gradients, wantsInput: true, context: context)
    let inputGradient = inner.flatMap {
      first.backward($0, cache: a, state: state, gradients: &gradients, wantsInput: true, context: context)
    }
    // Outputs of about 6 have a rounding of 5e-7; the sum of a few hundred of them, over the step, gives 1e-2.
    let check = GradientCheck(step: 1e-3, absolute: 2e-2, relative: 1e-3)
    #expect(output.values.contains { $0 > 0 } && output.values.contains { $0 == 0 })
    check.check(inputGradient?.values ?? output, at: input, "input") { run($0, state).2.dot(weights) }
    check.check(gradients.values, at: state.parameters.values, "parameters") {
      var moved = state
      moved.parameters.values = $0
      return run(input, moved).2.dot(weights)
    }
  }
}
