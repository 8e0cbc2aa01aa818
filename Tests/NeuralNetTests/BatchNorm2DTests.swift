import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct BatchNorm2DTests {
  static let context = ComputeContext(threads: 2)

  struct Normed {
    let layer: BatchNorm2D
    var state: NetworkState
    let layout: NetworkLayout

    init(_ channels: Int, _ tensors: [String: Tensor]) throws {
      var layout = NetworkLayout()
      layer = BatchNorm2D(channels: channels, name: "norm", in: &layout)
      self.layout = layout
      state = NetworkState(layout)
      try state.parameters.load(tensors, path: "test")
      try state.statistics.load(tensors, path: "test")
    }
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
  ) throws -> BatchNorm2D.Cache {
    let (output, cache) = normed.layer.forward(
      golden.input.tensor, state: normed.state, mode: mode, context: context)
    var gradients = ParameterStore(normed.layout.parameters)
    let inputGradient = normed.layer.backward(
      golden.outputGradient.tensor, cache: cache, state: normed.state, gradients: &gradients, context: context)
    // The mean is a few deviations from zero; scale and shift in one affine lose that factor.
    expectClose(output, pass.output.tensor, absolute: 2e-6, "output")
    expectClose(inputGradient, pass.inputGradient.tensor, absolute: 2e-6, "input gradient")
    let named = gradients.namedTensors()
    expectClose(try #require(named["norm.weight"]), pass.weightGradient.tensor, absolute: 2e-6, "weight gradient")
    expectClose(try #require(named["norm.bias"]), pass.biasGradient.tensor, absolute: 2e-6, "bias gradient")
    return cache
  }

  @Test func agreesWithPyTorch() throws {
    var (golden, normed) = try Self.golden()
    let cache = try Self.compare(golden.training, golden, normed, mode: .training)
    normed.layer.commitStatistics(cache, to: &normed.state)
    let statistics = normed.state.statistics.namedTensors()
    expectClose(try #require(statistics["norm.running_mean"]), golden.newMean.tensor, absolute: 1e-6, "mean")
    expectClose(try #require(statistics["norm.running_var"]), golden.newVariance.tensor, absolute: 1e-6, "variance")
    _ = try Self.compare(golden.inference, golden, normed, mode: .inference)
  }

  @Test func inferenceCommitsNothing() throws {
    let (golden, normed) = try Self.golden()
    var state = normed.state
    let (_, cache) = normed.layer.forward(golden.input.tensor, state: state, mode: .inference, context: Self.context)
    normed.layer.commitStatistics(cache, to: &state)
    #expect(state.statistics.values.values == normed.state.statistics.values.values)
  }

  @Test(arguments: [Mode.training, .inference])
  func gradientsAreThoseOfCentralDifferences(_ mode: Mode) throws {
    let (golden, normed) = try Self.golden()
    let input = golden.input.tensor
    let weights = golden.outputGradient.tensor
    let (_, cache) = normed.layer.forward(input, state: normed.state, mode: mode, context: Self.context)
    var gradients = ParameterStore(normed.layout.parameters)
    let inputGradient = normed.layer.backward(
      weights, cache: cache, state: normed.state, gradients: &gradients, context: Self.context)
    func value(_ input: Tensor, _ state: NetworkState) -> Double {
      normed.layer.forward(input, state: state, mode: mode, context: Self.context).output.dot(weights)
    }
    let check = GradientCheck(step: 5e-2, absolute: 1e-4)
    check.check(inputGradient, at: input, "input") { value($0, normed.state) }
    check.check(gradients.values, at: normed.state.parameters.values, "parameters") {
      var moved = normed.state
      moved.parameters.values = $0
      return value(input, moved)
    }
  }

  @Test func aChannelOfOneValueBecomesItsShift() throws {
    let normed = try Normed(
      1,
      [
        "norm.weight": Tensor([1], values: [3]), "norm.bias": Tensor([1], values: [0.5]),
        "norm.running_mean": Tensor([1]), "norm.running_var": Tensor([1], repeating: 1),
      ])
    let (output, _) = normed.layer.forward(
      Tensor([2, 3, 3, 1], repeating: 7), state: normed.state, mode: .training, context: Self.context)
    // 7 * 3 / sqrt(epsilon) is 6641: what remains is its rounding.
    expectClose(output, Tensor([2, 3, 3, 1], repeating: 0.5), absolute: 1e-3, relative: 0)
  }
}
