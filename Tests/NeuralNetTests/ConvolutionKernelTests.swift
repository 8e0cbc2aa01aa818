import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct ConvolutionKernelTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var input: Shape
    var outputs: Int
    var kernel: Int
    var dilation = 1
    var padding: Int
    var stride = 1
    var testDescription: String {
      "\(input) to \(outputs), kernel \(kernel), dilation \(dilation), padding \(padding), stride \(stride)"
    }
  }

  static let cases: [Case] = [
    Case(input: [1, 1, 1, 1], outputs: 1, kernel: 1, padding: 0),
    Case(input: [1, 1, 1, 8], outputs: 8, kernel: 3, padding: 1),
    Case(input: [2, 5, 7, 3], outputs: 4, kernel: 3, padding: 1),
    Case(input: [2, 5, 7, 3], outputs: 16, kernel: 5, padding: 2),
    Case(input: [1, 6, 4, 6], outputs: 5, kernel: 1, padding: 1),
    Case(input: [1, 9, 8, 5], outputs: 3, kernel: 7, padding: 0),
    Case(input: [2, 13, 11, 8], outputs: 16, kernel: 3, padding: 1),
    Case(input: [1, 12, 9, 16], outputs: 8, kernel: 3, dilation: 2, padding: 2),
    Case(input: [1, 11, 17, 8], outputs: 8, kernel: 3, dilation: 4, padding: 4),
    Case(input: [1, 10, 10, 24], outputs: 8, kernel: 3, dilation: 2, padding: 1),
    Case(input: [1, 4, 3, 8], outputs: 8, kernel: 3, padding: 3),
    Case(input: [1, 9, 9, 33], outputs: 7, kernel: 3, dilation: 3, padding: 3),
    Case(input: [2, 5, 7, 3], outputs: 16, kernel: 3, padding: 1),
    Case(input: [1, 7, 5, 12], outputs: 24, kernel: 3, dilation: 2, padding: 2),
    Case(input: [1, 45, 42, 8], outputs: 40, kernel: 3, padding: 1),
    Case(input: [1, 7, 6, 136], outputs: 8, kernel: 3, padding: 1),
    Case(input: [1, 7, 6, 8], outputs: 152, kernel: 3, padding: 1),
    Case(input: [1, 9, 7, 8], outputs: 16, kernel: 3, padding: 1, stride: 2),
    Case(input: [2, 8, 11, 3], outputs: 5, kernel: 1, padding: 0, stride: 2),
    Case(input: [2, 7, 10, 5], outputs: 3, kernel: 5, padding: 2, stride: 3),
    Case(input: [1, 9, 12, 4], outputs: 8, kernel: 3, dilation: 2, padding: 1, stride: 2),
    // Images that share a patch matrix.
    Case(input: [70, 1, 1, 13], outputs: 5, kernel: 1, padding: 0),
    Case(input: [37, 3, 3, 2], outputs: 4, kernel: 5, padding: 2),
  ]

  @Test(arguments: cases) func agreesWithPlainSums(_ c: Case) {
    let context = ComputeContext(threads: 2)
    var layout = NetworkLayout()
    let layer = Conv2D(
      inputChannels: c.input.channels, outputChannels: c.outputs, kernelSize: c.kernel, dilation: c.dilation,
      padding: c.padding, stride: c.stride, hasBias: false, name: "layer", in: &layout)
    var state = NetworkState(layout)
    let weights = Tensor.normal([c.kernel, c.kernel, c.input.channels, c.outputs], seed: 1)
    state.parameters.values = weights.reshaped([weights.count])
    let geometry = ConvGeometry(
      input: c.input, kernel: c.kernel, dilation: c.dilation, padding: c.padding, stride: c.stride)
    let input = Tensor.normal(c.input, seed: 2)

    let output = layer.forward(FeatureMap(raw: input), state: state, context: context)
    // Winograd's transforms cost a digit or two: bounded by the length of the sum.
    let scale = Double(c.kernel * c.kernel * c.input.channels).squareRoot()
    expectClose(
      output, ConvolutionReference.forward(input, weights: weights, geometry: geometry), absolute: 2e-5 * scale)

    let gradient = Tensor.normal(output.shape, seed: 3)
    var gradients = ParameterStore(layout.parameters)
    let inputGradient = layer.backward(
      gradient, input: FeatureMap(raw: input), state: state, gradients: &gradients, context: context
    ).values
    let expected = ConvolutionReference.backward(gradient, input: input, weights: weights, geometry: geometry)
    expectClose(
      inputGradient, expected.input, absolute: 2e-5 * Double(c.kernel * c.kernel * c.outputs).squareRoot(), "input")
    expectClose(
      gradients.values.reshaped(weights.shape), expected.weights,
      absolute: 4e-5 * Double(output.shape.pixels).squareRoot(), "weights")
  }

  @Test(arguments: cases) func threadsDoNotChangeBits(_ c: Case) {
    func run(threads: Int) -> [[Float]] {
      let context = ComputeContext(threads: threads)
      var layout = NetworkLayout()
      let block = ConvBlock(
        inputChannels: c.input.channels, outputChannels: c.outputs, kernelSize: c.kernel, dilation: c.dilation,
        padding: c.padding, stride: c.stride, names: ("conv", "norm"), in: &layout)
      var state = NetworkState(layout)
      var random = RandomSource(seed: 7)
      block.initialize(&state, random: &random)
      let input = FeatureMap(
        raw: .normal(c.input, seed: 2),
        affine: ChannelAffine(
          scale: Tensor.normal([c.input.channels], seed: 3).values,
          shift: Tensor.normal([c.input.channels], seed: 4).values, rectified: true))
      let (output, cache) = block.forward(input, state: state, mode: .training, context: context)
      var gradients = ParameterStore(layout.parameters)
      let values = Tensor.normal(output.raw.shape, seed: 5)
      let back = block.backward(
        FeatureGradient(values: values, sums: GradientSums(values, output.raw)), input: input, output: output,
        cache: cache, state: state, gradients: &gradients, wantsInput: true, context: context)
      return [
        output.raw.values, output.affine?.scale ?? [], gradients.values.values, back?.values.values ?? [],
      ]
    }
    #expect(run(threads: 1) == run(threads: 2))
    #expect(run(threads: 1) == run(threads: 3))
  }
}
