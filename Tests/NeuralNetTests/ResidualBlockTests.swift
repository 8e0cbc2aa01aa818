import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct ResidualBlockTests {
  static let context = ComputeContext(threads: 2)

  @Test(arguments: 0..<3) func agreesWithPyTorch(_ index: Int) throws {
    let all = try GoldenLayers.load().residual
    #expect(all.count == 3)
    let golden = all[index]
    let input = FeatureMap(golden.input.tensor)
    var layout = NetworkLayout()
    let block = ResidualBlock(
      inputChannels: input.raw.shape.channels, outputChannels: golden.output.tensor.shape.channels,
      stride: golden.stride, name: "b", in: &layout)
    var state = NetworkState(layout)
    func named(_ tensors: [String: GoldenTensor]) -> [String: Tensor] {
      Dictionary(uniqueKeysWithValues: tensors.map { ("b.\($0)", $1.tensor) })
    }
    try state.parameters.load(named(golden.start), path: "golden")
    try state.statistics.load(named(golden.start), path: "golden")

    let (output, cache) = block.forward(input, state: state, mode: .training, context: Self.context)
    var gradients = ParameterStore(layout.parameters)
    let back = block.backward(
      FeatureGradient(golden.outputGradient.tensor, of: output, context: Self.context), input: input, output: output,
      cache: cache, state: state, gradients: &gradients, wantsInput: true, context: Self.context)
    block.commitStatistics(cache, to: &state)

    func compare(_ actual: Tensor?, _ expected: Tensor, _ label: String) throws {
      expectClose(try #require(actual), expected, absolute: 1e-5 * max(1, expected.largest), relative: 1e-5, label)
    }
    try compare(output.applied(context: Self.context), golden.output.tensor, "output")
    try compare(back?.values, golden.inputGradient.tensor, "input gradient")
    let found = gradients.namedTensors()
    #expect(Set(found.keys) == Set(golden.gradients.keys.map { "b.\($0)" }))
    for (name, gradient) in named(golden.gradients) { try compare(found[name], gradient, name) }
    let statistics = state.statistics.namedTensors()
    for (name, tensor) in statistics { try compare(tensor, try #require(named(golden.end)[name]), name) }
    #expect(statistics.values.contains { $0.largest > 0.1 })
    let inference = block.forward(input, state: state, mode: .inference, context: Self.context).output
    try compare(inference.applied(context: Self.context), golden.inference.tensor, "inference")
  }

  /// A block behind a pending batch norm and ReLU, in training mode.
  @Test(arguments: [(channels: 8, stride: 1), (channels: 5, stride: 2), (channels: 16, stride: 1)])
  func gradientsAreThoseOfCentralDifferences(_ c: (channels: Int, stride: Int)) throws {
    let context = Self.context
    var layout = NetworkLayout()
    let before = ConvBlock(inputChannels: 3, outputChannels: 8, names: ("a", "b"), in: &layout)
    let block = ResidualBlock(
      inputChannels: 8, outputChannels: c.channels, stride: c.stride, name: "r", in: &layout)
    var state = NetworkState(layout)
    var random = RandomSource(seed: 5)
    before.initialize(&state, random: &random)
    block.initialize(&state, random: &random)
    // Shifts that keep all values clear of the rectifiers' kinks: two channels pass, the third is cut off.
    for entry in layout.parameters.entries where entry.name.hasSuffix(".bias") {
      state.parameters[entry.slot] = Tensor(
        entry.slot.shape, values: (0..<entry.slot.count).map { $0 % 3 == 2 ? -5 : 5 })
    }
    let network = Sequential([before, block])
    let input = Tensor.normal([2, 5, 6, 3], seed: 2)
    let shape = network.forward(FeatureMap(input), state: state, mode: .training, context: context).output.raw.shape
    #expect(shape == Shape([2, (5 - 1) / c.stride + 1, (6 - 1) / c.stride + 1, c.channels]))
    let weights = Tensor.normal(shape, seed: 3)
    func value(_ input: Tensor, _ state: NetworkState) -> Double {
      network.forward(FeatureMap(input), state: state, mode: .training, context: context).output
        .applied(context: context).dot(weights)
    }
    let (output, kept) = network.forward(FeatureMap(input), state: state, mode: .training, context: context)
    let values = output.applied(context: context).values
    #expect(values.contains { $0 > 0 } && values.contains { $0 == 0 })
    var (cache, gradients) = (kept, ParameterStore(layout.parameters))
    let back = network.backward(
      FeatureGradient(weights, of: output, context: context), emptying: &cache, state: state, gradients: &gradients,
      wantsInput: true, context: context)
    // Outputs of about 10 have a rounding of 1e-6, and Winograd's transforms cost two digits; the sum of a few hundred of
    // them, over the step, gives 3e-2.
    let check = GradientCheck(step: 2e-3, absolute: 3e-2, relative: 2e-3)
    check.check(try #require(back).values, at: input, "input") { value($0, state) }
    check.check(gradients.values, at: state.parameters.values, "parameters") {
      var moved = state
      moved.parameters.values = $0
      return value(input, moved)
    }
  }

  @Test func recomputedOutputsAndThreadsGiveTheSameBits() throws {
    func run(threads: Int) -> [[Float]] {
      let context = ComputeContext(threads: threads)
      var layout = NetworkLayout()
      let block = ResidualBlock(inputChannels: 8, outputChannels: 16, stride: 2, name: "r", in: &layout)
      var state = NetworkState(layout)
      var random = RandomSource(seed: 5)
      block.initialize(&state, random: &random)
      let affine = ChannelAffine(
        scale: .init(repeating: 2, count: 8), shift: .init(repeating: 0.5, count: 8), rectified: true)
      let input = FeatureMap(raw: .normal([3, 13, 11, 8], seed: 2), affine: affine)
      let (output, cache) = block.forward(input, state: state, mode: .training, context: context)
      #expect(
        block.recomputedOutput(of: input, cache: cache, state: state, context: context).raw.values == output.raw.values)
      var gradients = ParameterStore(layout.parameters)
      let back = block.backward(
        FeatureGradient(.normal(output.raw.shape, seed: 3), of: output, context: context), input: input, output: output,
        cache: cache, state: state, gradients: &gradients, wantsInput: true, context: context)
      return [output.raw.values, gradients.values.values, back?.values.values ?? []]
    }
    #expect(run(threads: 1) == run(threads: 2))
    #expect(run(threads: 1)[2].count == 3 * 13 * 11 * 8)
  }
}
