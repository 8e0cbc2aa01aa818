import Basics
import NeuralNet
import TestSupport
import Testing

/// The batch norm of a block whose convolution changes nothing: 1x1, by the unit matrix.
@Suite struct BatchNormParametersTests {
  static let context = ComputeContext(threads: 2)

  struct Normed {
    let block: ConvBlock
    var state: NetworkState
    let layout: NetworkLayout

    init(_ channels: Int, _ tensors: [String: Tensor]) throws {
      var layout = NetworkLayout()
      block = ConvBlock(
        inputChannels: channels, outputChannels: channels, kernelSize: 1, names: ("conv", "norm"), in: &layout)
      self.layout = layout
      state = NetworkState(layout)
      var tensors = tensors
      tensors["conv.weight"] = Tensor(
        [channels, channels, 1, 1], values: (0..<channels * channels).map { $0 % (channels + 1) == 0 ? 1 : 0 })
      try state.parameters.load(tensors, path: "test")
      try state.statistics.load(tensors, path: "test")
    }

    func forward(_ input: Tensor, state: NetworkState? = nil, mode: Mode) -> (
      output: FeatureMap, cache: ConvBlock.Cache
    ) {
      block.forward(FeatureMap(raw: input), state: state ?? self.state, mode: mode, context: context)
    }

    /// - Parameter gradient: with respect to the output before the rectifier.
    func backward(
      _ gradient: Tensor, input: Tensor, _ forward: (output: FeatureMap, cache: ConvBlock.Cache),
      gradients: inout ParameterStore
    ) throws -> Tensor {
      let gradient = FeatureGradient(values: gradient, sums: GradientSums(gradient, forward.output.raw))
      return try #require(
        block.backward(
          gradient, input: FeatureMap(raw: input), output: forward.output, cache: forward.cache, state: state,
          gradients: &gradients, wantsInput: true, context: context)
      ).values
    }
  }

  /// The output of the batch norm, before the rectifier.
  static func normed(_ output: FeatureMap) throws -> Tensor {
    let affine = try #require(output.affine)
    #expect(affine.rectified)
    return FeatureMap(
      raw: output.raw, affine: ChannelAffine(scale: affine.scale, shift: affine.shift, rectified: false)
    ).applied(context: context)
  }

  static func golden() throws -> (values: GoldenLayers.BatchNorm, normed: Normed) {
    let golden = try GoldenLayers.load().batchNorm
    let normed = try Normed(
      golden.weight.shape[0],
      [
        "norm.weight": golden.weight.tensor, "norm.bias": golden.bias.tensor,
        "norm.running_mean": golden.runningMean.tensor, "norm.running_var": golden.runningVariance.tensor,
      ])
    return (golden, normed)
  }

  static func compare(
    _ pass: GoldenLayers.BatchNorm.Pass, _ golden: GoldenLayers.BatchNorm, _ normed: Normed, mode: Mode
  ) throws -> ConvBlock.Cache {
    let input = golden.input.tensor
    let forward = normed.forward(input, mode: mode)
    #expect(forward.output.raw.values == input.values)
    var gradients = ParameterStore(normed.layout.parameters)
    let inputGradient = try normed.backward(
      golden.outputGradient.tensor, input: input, forward, gradients: &gradients)
    // The mean is a few deviations from zero; scale and shift in one affine lose that factor.
    expectClose(try Self.normed(forward.output), pass.output.tensor, absolute: 2e-6, "output")
    expectClose(inputGradient, pass.inputGradient.tensor, absolute: 2e-6, "input gradient")
    let named = gradients.namedTensors()
    expectClose(try #require(named["norm.weight"]), pass.weightGradient.tensor, absolute: 2e-6, "weight gradient")
    expectClose(try #require(named["norm.bias"]), pass.biasGradient.tensor, absolute: 2e-6, "bias gradient")
    return forward.cache
  }

  @Test func agreesWithPyTorch() throws {
    var (golden, normed) = try Self.golden()
    let cache = try Self.compare(golden.training, golden, normed, mode: .training)
    normed.block.commitStatistics(cache, to: &normed.state)
    let statistics = normed.state.statistics.namedTensors()
    expectClose(try #require(statistics["norm.running_mean"]), golden.newMean.tensor, absolute: 1e-6, "mean")
    expectClose(try #require(statistics["norm.running_var"]), golden.newVariance.tensor, absolute: 1e-6, "variance")
    _ = try Self.compare(golden.inference, golden, normed, mode: .inference)
  }

  @Test func inferenceCommitsNothing() throws {
    let (golden, normed) = try Self.golden()
    var state = normed.state
    let (_, cache) = normed.forward(golden.input.tensor, mode: .inference)
    normed.block.commitStatistics(cache, to: &state)
    #expect(state.statistics.values.values == normed.state.statistics.values.values)
  }

  @Test(arguments: [Mode.training, .inference])
  func gradientsAreThoseOfCentralDifferences(_ mode: Mode) throws {
    let (golden, normed) = try Self.golden()
    let input = golden.input.tensor
    let weights = golden.outputGradient.tensor
    var gradients = ParameterStore(normed.layout.parameters)
    let inputGradient = try normed.backward(
      weights, input: input, normed.forward(input, mode: mode), gradients: &gradients)
    func value(_ input: Tensor, _ state: NetworkState) throws -> Double {
      try Self.normed(normed.forward(input, state: state, mode: mode).output).dot(weights)
    }
    let check = GradientCheck(step: 5e-2, absolute: 1e-4)
    try check.check(inputGradient, at: input, "input") { try value($0, normed.state) }
    // The convolution's weights stay what they are.
    let isOfNorm = normed.layout.parameters.entries.flatMap { entry in
      [Float](repeating: entry.name.hasPrefix("norm") ? 1 : 0, count: entry.slot.count)
    }
    try check.check(
      gradients.values, at: normed.state.parameters.values, "parameters",
      constrain: { Tensor($0.shape, values: zip($0.values, isOfNorm).map(*)) }
    ) {
      var moved = normed.state
      moved.parameters.values = $0
      return try value(input, moved)
    }
  }

  @Test func aChannelOfOneValueBecomesItsShift() throws {
    let normed = try Normed(
      1,
      [
        "norm.weight": Tensor([1], values: [3]), "norm.bias": Tensor([1], values: [0.5]),
        "norm.running_mean": Tensor([1]), "norm.running_var": Tensor([1], repeating: 1),
      ])
    let (output, _) = normed.forward(Tensor([2, 3, 3, 1], repeating: 7), mode: .training)
    // 7 * 3 / sqrt(epsilon) is 6641: what remains is its rounding.
    expectClose(try Self.normed(output), Tensor([2, 3, 3, 1], repeating: 0.5), absolute: 1e-3, relative: 0)
  }
}
