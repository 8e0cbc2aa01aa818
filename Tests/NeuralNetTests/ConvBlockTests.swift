import Basics
import NeuralNet
import TestSupport
import Testing

/// Batch norm and rectifier by their definition, in Double.
private struct PlainNorm {
  let mean: [Double]
  let variance: [Double]
  let gamma: [Float]
  let beta: [Float]
  let input: Tensor

  /// Of a batch, by its own statistics.
  init(_ input: Tensor, gamma: [Float], beta: [Float]) {
    let channels = input.shape.channels
    let pixels = Double(input.shape.pixels)
    let values = input.values
    let mean = (0..<channels).map { c in
      stride(from: c, to: values.count, by: channels).reduce(0) { $0 + Double(values[$1]) } / pixels
    }
    variance = (0..<channels).map { c in
      stride(from: c, to: values.count, by: channels).reduce(0) {
        $0 + (Double(values[$1]) - mean[c]) * (Double(values[$1]) - mean[c])
      } / pixels
    }
    (self.mean, self.gamma, self.beta, self.input) = (mean, gamma, beta, input)
  }

  /// The input without mean and scale.
  private var normalised: [Double] {
    input.values.enumerated().map { index, value in
      (Double(value) - mean[index % mean.count]) / (variance[index % mean.count] + 1e-5).squareRoot()
    }
  }

  var output: Tensor {
    let values = normalised.enumerated().map { index, value in
      Float(max(0, Double(gamma[index % gamma.count]) * value + Double(beta[index % gamma.count])))
    }
    return Tensor(input.shape, values: values)
  }

  /// The gradients with respect to input, gamma and beta.
  func backward(_ outputGradient: Tensor) -> (input: Tensor, gamma: [Double], beta: [Double]) {
    let (normalised, channels, pixels) = (normalised, gamma.count, Double(input.shape.pixels))
    let masked = zip(outputGradient.values, output.values).map { $1 > 0 ? Double($0) : 0 }
    var (gammaGradient, betaGradient) = (
      [Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels)
    )
    for index in normalised.indices {
      gammaGradient[index % channels] += masked[index] * normalised[index]
      betaGradient[index % channels] += masked[index]
    }
    let result = normalised.indices.map { index in
      let c = index % channels
      let centred = masked[index] - betaGradient[c] / pixels - normalised[index] * gammaGradient[c] / pixels
      return Float(Double(gamma[c]) / (variance[c] + 1e-5).squareRoot() * centred)
    }
    return (Tensor(input.shape, values: result), gammaGradient, betaGradient)
  }
}

/// The fused block against the parts it fuses.
@Suite struct ConvBlockTests {
  @Test(arguments: zip([[2, 9, 7, 3], [2, 10, 13, 8], [1, 5, 5, 16]] as [Shape], [16, 8, 5]))
  func equalsConvolutionNormAndRectifier(_ shape: Shape, outputs: Int) throws {
    let context = ComputeContext(threads: 2)
    var layout = NetworkLayout()
    let first = ConvBlock(
      inputChannels: shape.channels, outputChannels: shape.channels, names: ("a", "b"), in: &layout)
    let second = ConvBlock(inputChannels: shape.channels, outputChannels: outputs, names: ("c", "d"), in: &layout)
    #expect(
      layout.parameters.entries.map(\.name) == ["a.weight", "b.weight", "b.bias", "c.weight", "d.weight", "d.bias"])
    #expect(
      layout.statistics.entries.map(\.name)
        == ["b.running_mean", "b.running_var", "d.running_mean", "d.running_var"])
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    state.statistics.values = Tensor([layout.statistics.count], repeating: 1)
    let input = Tensor.normal(shape, seed: 2)
    let gradient = Tensor.normal(shape.with(channels: outputs), seed: 3)

    // Fused.
    let map = FeatureMap(raw: input)
    let a = first.forward(map, state: state, mode: .training, context: context)
    let b = second.forward(a.output, state: state, mode: .training, context: context)
    var fusedGradients = ParameterStore(layout.parameters)
    let g = try #require(
      second.backward(
        FeatureGradient(gradient, of: b.output, context: context), input: a.output, output: b.output, cache: b.cache,
        state: state, gradients: &fusedGradients, wantsInput: true, context: context))
    let fusedInput = try #require(
      first.backward(
        g, input: map, output: a.output, cache: a.cache, state: state, gradients: &fusedGradients, wantsInput: true,
        context: context))

    // One part after another.
    let named = Dictionary(
      uniqueKeysWithValues: layout.parameters.entries.map { ($0.name, state.parameters[$0.slot]) })
    func values(_ name: String) throws -> [Float] { try #require(named[name]).values }
    let geometry = ConvGeometry(input: shape, kernel: 3, padding: 1)
    let (weights1, weights2) = (try #require(named["a.weight"]), try #require(named["c.weight"]))
    let x1 = ConvolutionReference.forward(input, weights: weights1, geometry: geometry)
    let n1 = PlainNorm(x1, gamma: try values("b.weight"), beta: try values("b.bias"))
    let x2 = ConvolutionReference.forward(n1.output, weights: weights2, geometry: geometry)
    let n2 = PlainNorm(x2, gamma: try values("d.weight"), beta: try values("d.bias"))
    let d2 = n2.backward(gradient)
    let c2 = ConvolutionReference.backward(d2.input, input: n1.output, weights: weights2, geometry: geometry)
    let d1 = n1.backward(c2.input)
    let c1 = ConvolutionReference.backward(d1.input, input: input, weights: weights1, geometry: geometry)
    let expected = [
      c1.weights.values, d1.gamma.map { Float($0) }, d1.beta.map { Float($0) }, c2.weights.values,
      d2.gamma.map { Float($0) }, d2.beta.map { Float($0) },
    ].flatMap { $0 }

    expectClose(b.output.applied(context: context), n2.output, absolute: 1e-4)
    expectClose(
      fusedGradients.values, Tensor([layout.parameters.count], values: expected), absolute: 2e-3, relative: 1e-3)
    expectClose(fusedInput.values, c1.input, absolute: 2e-3, relative: 1e-3)

    var after = state
    second.commitStatistics(b.cache, to: &after)
    first.commitStatistics(a.cache, to: &after)
    let pixels = Double(shape.pixels)
    let moved = [
      n1.mean, n1.variance.map { $0 * pixels / (pixels - 1) }, n2.mean, n2.variance.map { $0 * pixels / (pixels - 1) },
    ]
    expectClose(
      after.statistics.values, Tensor([layout.statistics.count], values: moved.joined().map { Float(0.9 + 0.1 * $0) }),
      absolute: 1e-4)
    #expect(after.statistics.values.values.contains { $0 != 1 })
  }

  @Test(arguments: [true, false]) func theOutputIsRecomputedToTheLastBit(tracksStatistics: Bool) {
    let context = ComputeContext(threads: 2)
    var layout = NetworkLayout()
    let block = ConvBlock(
      inputChannels: 8, outputChannels: 16, tracksStatistics: tracksStatistics, names: ("a", "b"), in: &layout)
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    let input = FeatureMap(raw: .normal([2, 9, 7, 8], seed: 2))
    let (output, cache) = block.forward(input, state: state, mode: .training, context: context)
    block.commitStatistics(cache, to: &state)
    let again = block.recomputedOutput(of: input, cache: cache, state: state, context: context)
    #expect(again.raw.values == output.raw.values)
    #expect(again.affine == output.affine)
  }

  /// Two blocks in training mode, through the pending batch norm between them: the gradients of input and parameters.
  @Test(arguments: zip([[2, 5, 7, 8], [1, 7, 9, 3]] as [Shape], [1, 2]))
  func gradientsAreThoseOfCentralDifferences(_ shape: Shape, dilation: Int) throws {
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
    func run(_ input: Tensor, _ state: NetworkState) -> (
      (output: FeatureMap, cache: ConvBlock.Cache), (output: FeatureMap, cache: ConvBlock.Cache), Tensor
    ) {
      let a = first.forward(FeatureMap(raw: input), state: state, mode: .training, context: context)
      let b = second.forward(a.output, state: state, mode: .training, context: context)
      return (a, b, b.output.applied(context: context))
    }

    let (a, b, output) = run(input, state)
    let masked = Tensor(output.shape, values: zip(weights.values, output.values).map { $1 > 0 ? $0 : 0 })
    var gradients = ParameterStore(layout.parameters)
    let inner = second.backward(
      FeatureGradient(values: masked, sums: GradientSums(masked, b.output.raw)), input: a.output, output: b.output,
      cache: b.cache, state: state, gradients: &gradients, wantsInput: true, context: context)
    let inputGradient = first.backward(
      try #require(inner), input: FeatureMap(raw: input), output: a.output, cache: a.cache, state: state,
      gradients: &gradients, wantsInput: true, context: context)
    // Outputs of about 6 have a rounding of 5e-7; the sum of a few hundred of them, over the step, gives 1e-2.
    let check = GradientCheck(step: 1e-3, absolute: 2e-2, relative: 1e-3)
    #expect(output.values.contains { $0 > 0 } && output.values.contains { $0 == 0 })
    check.check(try #require(inputGradient).values, at: input, "input") { run($0, state).2.dot(weights) }
    check.check(gradients.values, at: state.parameters.values, "parameters") {
      var moved = state
      moved.parameters.values = $0
      return run(input, moved).2.dot(weights)
    }
  }
}
