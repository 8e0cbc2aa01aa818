import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct NetworkTests {
  static let context = ComputeContext(threads: 2)

  static func configuration(_ trunk: [NetworkConfiguration.Stage]) -> NetworkConfiguration {
    NetworkConfiguration(trunk: trunk)
  }

  static let heads = [
    HeadConfiguration("main", clusters: 3, copies: 2, module: "head_B"),
    HeadConfiguration("fine", clusters: 5, copies: 2, module: "head_A"),
  ]

  static let trunk: [NetworkConfiguration.Stage] = [
    .convolution(channels: 8), .convolution(channels: 8), .pool, .convolution(channels: 6, dilation: 2),
  ]

  struct Pass {
    var output: Tensor
    var gradients: ParameterStore
    var statistics: [Float]
  }

  /// Forward, and backward from the gradient `weights` of one sub-head's probabilities.
  static func pass(
    _ network: Network, _ state: NetworkState, _ input: Tensor, weights: Tensor, recomputes: Bool = false,
    context: ComputeContext = Self.context
  ) -> Pass {
    var (features, cache) = network.trunk(
      input, state: state, mode: .training, recomputes: recomputes, context: context)
    let (output, headCache) = network.probabilities(
      features, head: 0, copy: 1, height: input.shape.height, width: input.shape.width, state: state,
      context: context)
    var gradients = ParameterStore(network.layout.parameters)
    let gradient = network.backward(
      weights, cache: headCache, features: features, state: state, gradients: &gradients, context: context)
    var after = state
    network.commitStatistics(cache, to: &after)
    network.backward(gradient, cache: &cache, state: state, gradients: &gradients, context: context)
    return Pass(output: output, gradients: gradients, statistics: after.statistics.values.values)
  }

  @Test(arguments: [
    NetworkTests.trunk, [.convolution(channels: 8, kernel: 5), .pool, .convolution(channels: 6, kernel: 1)],
    [.convolution(channels: 8), .residual(channels: 6, blocks: 2, stride: 2)],
  ])
  func gradientsAreThoseOfCentralDifferences(_ trunk: [NetworkConfiguration.Stage]) {
    let network = Network(Self.configuration(trunk), heads: Self.heads, inputChannels: 3)
    var state = network.initialState(seed: 1)
    // Shifts that keep the values clear of the rectifier's kink: two channels pass, the third is cut off.
    for entry in network.layout.parameters.entries where entry.name.hasSuffix(".bias") {
      state.parameters[entry.slot] = Tensor(
        entry.slot.shape, values: (0..<entry.slot.count).map { $0 % 3 == 2 ? -6 : 6 })
    }
    // Heads whose logits stay about 1 on features of about 6.
    for entry in network.layout.parameters.entries where entry.name.hasPrefix("head") {
      var head = state.parameters[entry.slot]
      head.withUnsafeMutableBuffer { for index in $0.indices { $0[index] *= 0.2 } }
      state.parameters[entry.slot] = head
    }
    let input = Tensor.normal([2, 9, 11, 3], seed: 2)
    let weights = Tensor.normal([2, 9, 11, 3], seed: 3)
    let pass = Self.pass(network, state, input, weights: weights)
    // A value that overtakes another in a pooling window within the step costs some of the agreement.
    GradientCheck(step: 5e-4, directions: 5, absolute: 1e-2, relative: 5e-3)
      .check(pass.gradients.values, at: state.parameters.values) {
        var moved = state
        moved.parameters.values = $0
        return Self.pass(network, moved, input, weights: weights).output.dot(weights)
      }
    let heads = pass.gradients.namedTensors().filter { $0.value.norm > 0 }.keys.filter { $0.hasPrefix("head") }
    #expect(Array(heads) == ["head_B.heads.1.0.weight"])
  }

  /// Trunks with a pooling in the middle, two, none, and one at the beginning, where nothing can be given up.
  @Test(arguments: [
    NetworkTests.trunk, NetworkTests.trunk + [.pool, .convolution(channels: 4)],
    [.convolution(channels: 8), .convolution(channels: 8)],
    [.pool, .convolution(channels: 8), .pool, .convolution(channels: 4)],
    [.convolution(channels: 8, kernel: 5), .pool, .convolution(channels: 4, kernel: 1)],
  ])
  func recomputedMapsGiveTheSameBits(_ trunk: [NetworkConfiguration.Stage]) {
    let network = Network(Self.configuration(trunk), heads: Self.heads, inputChannels: 4)
    let state = network.initialState(seed: 1)
    let input = Tensor.normal([2, 17, 14, 4], seed: 2)
    let weights = Tensor.normal([2, 17, 14, 3], seed: 3)
    let plain = Self.pass(network, state, input, weights: weights)
    let recomputed = Self.pass(network, state, input, weights: weights, recomputes: true)
    #expect(plain.output.values == recomputed.output.values)
    #expect(plain.gradients.values.values == recomputed.gradients.values.values)
    #expect(plain.statistics == recomputed.statistics)
    #expect(plain.gradients.norm > 0)
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let network = Network(Self.configuration(Self.trunk), heads: Self.heads, inputChannels: 3)
    let state = network.initialState(seed: 1)
    let input = Tensor.normal([3, 21, 18, 3], seed: 2)
    let weights = Tensor.normal([3, 21, 18, 3], seed: 3)
    let passes = [1, 2, 3].map {
      Self.pass(network, state, input, weights: weights, context: ComputeContext(threads: $0)).gradients.values.values
    }
    #expect(passes[0] == passes[1])
    #expect(passes[0] == passes[2])
  }

  @Test func outputsAreProbabilitiesOfTheInputsSize() {
    let network = Network(Self.configuration(Self.trunk), heads: Self.heads, inputChannels: 3)
    let state = network.initialState(seed: 1)
    let (features, _) = network.trunk(
      .normal([1, 9, 11, 3], seed: 2), state: state, mode: .inference, context: Self.context)
    #expect(features.raw.shape == [1, 4, 5, 6])
    for head in network.heads.indices {
      let output = network.probabilities(
        features, head: head, copy: 0, height: 9, width: 11, state: state, context: Self.context
      ).output
      #expect(output.shape == [1, 9, 11, head == 0 ? 3 : 5])
      let clusters = network.heads[head].clusters
      let sums = stride(from: 0, to: output.count, by: clusters).map { at in
        output.values[at..<at + clusters].reduce(0.0) { $0 + Double($1) }
      }
      expectClose(sums, sums.map { _ in 1 }, relative: 1e-6)
    }
  }

  @Test func namesAndShapesAreThoseOfThePublishedNetwork() {
    var settings = IICSettings()
    settings.classes = 3
    settings.overclusters = 15
    let network = Network(trunk: NetworkConfiguration.paperTrunk, heads: settings.heads, inputChannels: 5)
    let shapes = network.initialState(seed: 0).parameters.namedTensors().mapValues(\.shape.dimensions)
    var expected: [String: [Int]] = [
      "head_A.heads.0.0.weight": [15, 512, 1, 1], "head_B.heads.0.0.weight": [3, 512, 1, 1],
    ]
    // The places of the convolutions in the published network's list of modules, pooling and rectifiers counted.
    for (module, channels) in [
      (0, (5, 64)), (3, (64, 128)), (7, (128, 256)), (10, (256, 256)), (13, (256, 512)), (16, (512, 512)),
    ] {
      expected["trunk.features.\(module).weight"] = [channels.1, channels.0, 3, 3]
      expected["trunk.features.\(module + 1).weight"] = [channels.1]
      expected["trunk.features.\(module + 1).bias"] = [channels.1]
    }
    #expect(shapes == expected)
  }
}

extension Tensor {
  fileprivate var norm: Double { dot(self).squareRoot() }
}
