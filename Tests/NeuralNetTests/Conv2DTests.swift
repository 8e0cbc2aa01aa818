import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct Conv2DTests {
  static let context = ComputeContext(threads: 2)

  @Test(arguments: 0..<13) func agreesWithPyTorch(_ index: Int) throws {
    let all = try GoldenLayers.load()
    #expect(all.convolutions.count + all.strided.count == 13)
    let golden = (all.convolutions + all.strided)[index]
    let input = golden.input.tensor
    var layout = NetworkLayout()
    let layer = Conv2D(
      inputChannels: input.shape.channels, outputChannels: golden.weight.shape[0], kernelSize: golden.kernel,
      dilation: golden.dilation, padding: golden.padding, stride: golden.stride, hasBias: golden.bias != nil,
      name: "conv", in: &layout)
    var state = NetworkState(layout)
    var tensors = ["conv.weight": golden.weight.tensor]
    tensors["conv.bias"] = golden.bias?.tensor
    try state.parameters.load(tensors, path: "golden")

    let output = layer.forward(FeatureMap(raw: input), state: state, context: Self.context)
    var gradients = ParameterStore(layout.parameters)
    let inputGradient = layer.backward(
      golden.outputGradient.tensor, input: FeatureMap(raw: input), state: state, gradients: &gradients,
      context: Self.context
    ).values

    // Winograd's transforms cost a digit: a few 1e-6 of the largest value.
    func compare(_ actual: Tensor?, _ expected: GoldenTensor, _ label: String) throws {
      let expected = expected.tensor
      expectClose(try #require(actual), expected, absolute: 3e-6 * expected.largest, relative: 1e-5, label)
    }
    try compare(output, golden.output, "output")
    try compare(inputGradient, golden.inputGradient, "input gradient")
    let named = gradients.namedTensors()
    try compare(named["conv.weight"], golden.weightGradient, "weight gradient")
    #expect((named["conv.bias"] != nil) == (golden.biasGradient != nil))
    if let expected = golden.biasGradient { try compare(named["conv.bias"], expected, "bias gradient") }
  }

  struct Case: Sendable {
    var input: Shape
    var outputs: Int
    var kernel: Int
    var dilation: Int
    var padding: Int
    var stride = 1
  }

  @Test(arguments: [
    Case(input: [2, 5, 7, 3], outputs: 4, kernel: 3, dilation: 1, padding: 1),
    Case(input: [1, 7, 5, 8], outputs: 8, kernel: 3, dilation: 2, padding: 2),
    Case(input: [1, 9, 5, 8], outputs: 16, kernel: 3, dilation: 1, padding: 0),
    Case(input: [2, 3, 5, 5], outputs: 3, kernel: 1, dilation: 1, padding: 1),
    Case(input: [2, 7, 6, 8], outputs: 8, kernel: 3, dilation: 1, padding: 1, stride: 2),
    Case(input: [3, 1, 1, 9], outputs: 4, kernel: 1, dilation: 1, padding: 0),
  ]) func gradientsAreThoseOfCentralDifferences(_ c: Case) {
    var layout = NetworkLayout()
    let layer = Conv2D(
      inputChannels: c.input.channels, outputChannels: c.outputs, kernelSize: c.kernel, dilation: c.dilation,
      padding: c.padding, stride: c.stride, name: "conv", in: &layout)
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    let input = Tensor.normal(c.input, seed: 2)
    let output = layer.forward(FeatureMap(raw: input), state: state, context: Self.context)
    let weights = Tensor.normal(output.shape, seed: 3)
    var gradients = ParameterStore(layout.parameters)
    let inputGradient = layer.backward(
      weights, input: FeatureMap(raw: input), state: state, gradients: &gradients, context: Self.context
    ).values
    // Linear in each argument, so that a long step costs no accuracy. The error is that of the output's sum.
    let check = GradientCheck(step: 0.5, absolute: 1e-5 * output.dot(output).squareRoot(), relative: 1e-4)
    check.check(inputGradient, at: input, "input") {
      layer.forward(FeatureMap(raw: $0), state: state, context: Self.context).dot(weights)
    }
    check.check(gradients.values, at: state.parameters.values, "parameters") {
      var moved = state
      moved.parameters.values = $0
      return layer.forward(FeatureMap(raw: input), state: moved, context: Self.context).dot(weights)
    }
  }

  @Test func backwardAddsToTheGradients() {
    var layout = NetworkLayout()
    let layer = Conv2D(inputChannels: 8, outputChannels: 8, kernelSize: 3, name: "conv", in: &layout)
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    let input = FeatureMap(raw: .normal([1, 5, 5, 8], seed: 2))
    let gradient = Tensor.normal(layer.forward(input, state: state, context: Self.context).shape, seed: 3)
    var once = ParameterStore(layout.parameters)
    _ = layer.backward(gradient, input: input, state: state, gradients: &once, context: Self.context)
    var twice = once
    _ = layer.backward(gradient, input: input, state: state, gradients: &twice, context: Self.context)
    once.scale(by: 2)
    expectClose(twice.values, once.values, absolute: 1e-5 * once.values.largest)
    #expect(once.norm > 1)
  }

  @Test func asOneLayerOfManyItGivesTheSameBits() throws {
    var layout = NetworkLayout()
    let layer = Conv2D(inputChannels: 5, outputChannels: 4, kernelSize: 3, name: "conv", in: &layout)
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    let affine = ChannelAffine(scale: [1, -1, 2, 1, 0.5], shift: [0, 1, 0, -1, 0], rectified: true)
    let input = FeatureMap(raw: .normal([2, 5, 6, 5], seed: 2), affine: affine)
    let output = layer.forward(input, state: state, mode: .training, context: Self.context).output
    #expect(output.raw.values == layer.forward(input, state: state, context: Self.context).values)
    #expect(output.affine == nil)

    let gradient = Tensor.normal(output.raw.shape, seed: 3)
    var expected = ParameterStore(layout.parameters)
    let back = layer.backward(gradient, input: input, state: state, gradients: &expected, context: Self.context)
    for wantsInput in [false, true] {
      var gradients = ParameterStore(layout.parameters)
      let found = layer.backward(
        FeatureGradient(values: gradient, sums: nil), input: input, output: output, cache: (), state: state,
        gradients: &gradients, wantsInput: wantsInput, context: Self.context)
      #expect(gradients.values.values == expected.values.values)
      #expect(found?.values.values == (wantsInput ? back.values.values : nil))
      #expect(found?.sums == (wantsInput ? back.sums : nil))
    }
  }
}
