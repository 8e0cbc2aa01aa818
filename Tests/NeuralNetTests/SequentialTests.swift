import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct SequentialTests {
  static let context = ComputeContext(threads: 2)

  /// A network and the layout of its parameters.
  struct Network {
    let layers: Sequential
    let layout: NetworkLayout

    /// Two blocks with a pooling after each, and a linear layer: the form of LeNet, for images of any size.
    init(inputs: Int, classes: Int) {
      var layout = NetworkLayout()
      layers = Sequential([
        ConvBlock(inputChannels: inputs, outputChannels: 8, names: ("0", "1"), in: &layout),
        MaxPool2D(),
        ConvBlock(inputChannels: 8, outputChannels: 16, dilation: 2, names: ("4", "5"), in: &layout),
        MaxPool2D(),
        Conv2D(inputChannels: 16, outputChannels: classes, kernelSize: 1, name: "8", in: &layout),
      ])
      self.layout = layout
    }

    init(_ make: (inout NetworkLayout) -> [any Layer]) {
      var layout = NetworkLayout()
      layers = Sequential(make(&layout))
      self.layout = layout
    }

    func state(seed: UInt64) -> NetworkState {
      var state = NetworkState(layout)
      var random = RandomSource(seed: seed)
      layers.initialize(&state, random: &random)
      return state
    }
  }

  struct Pass {
    var output: Tensor
    var inputGradient: Tensor?
    var gradients: ParameterStore
    var statistics: [Float]
  }

  /// Forward, and backward from the gradient `weights` of the applied output.
  static func pass(
    _ network: Network, _ state: NetworkState, _ input: Tensor, weights: Tensor, recomputes: Bool = false,
    context: ComputeContext = Self.context
  ) -> Pass {
    var layers = network.layers
    layers.recomputesEarlyMaps = recomputes
    let map = FeatureMap(raw: input)
    var (output, cache) = layers.forward(map, state: state, mode: .training, context: context)
    var gradients = ParameterStore(network.layout.parameters)
    var after = state
    layers.commitStatistics(cache, to: &after)
    let inputGradient = layers.backward(
      FeatureGradient(weights, of: output, context: context), emptying: &cache, state: state, gradients: &gradients,
      wantsInput: true, context: context)
    return Pass(
      output: output.applied(context: context), inputGradient: inputGradient?.values, gradients: gradients,
      statistics: after.statistics.values.values)
  }

  @Test(arguments: [[2, 12, 20, 3], [1, 9, 7, 3], [1, 4, 4, 3]] as [Shape], [Mode.training, .inference])
  func theOutputHasTheSizeThatTheGeometrySays(_ shape: Shape, mode: Mode) throws {
    let network = Network(inputs: 3, classes: 5)
    let (output, _) = network.layers.forward(
      FeatureMap(raw: .normal(shape, seed: 1)), state: network.state(seed: 1), mode: mode, context: Self.context)
    let geometry = network.layers.geometry
    #expect(
      output.raw.shape == [
        shape.batch, try #require(geometry.outputSize(shape.height)), try #require(geometry.outputSize(shape.width)), 5,
      ])
    #expect(output.raw.values.allSatisfy { $0.isFinite })
    #expect(geometry.outputSize(3) == nil)
  }

  /// The network of `fixtures/published-network`, whose dilated layers and head are padded by 1.
  @Test(arguments: ["tracked", "untracked"]) func valuesAreThoseOfPyTorch(run: String) throws {
    struct Expected: Decodable {
      var width, height: Int
      var pixels: [UInt8]
      var runs: [String: [String: GoldenTensor]]
    }
    let expected = try Fixtures.json("published-network/expected.json", as: Expected.self)
    let answer = try #require(expected.runs[run]?["main"]).tensor
    let network = Network { layout in
      func block(_ inputs: Int, _ outputs: Int, _ dilation: Int, _ module: Int) -> ConvBlock {
        ConvBlock(
          inputChannels: inputs, outputChannels: outputs, dilation: dilation, padding: 1,
          tracksStatistics: run == "tracked",
          names: ("trunk.features.\(module)", "trunk.features.\(module + 1)"), in: &layout)
      }
      return [
        block(3, 4, 1, 0), block(4, 6, 1, 3), MaxPool2D(), block(6, 8, 1, 7), block(8, 8, 1, 10), block(8, 10, 2, 13),
        block(10, 10, 2, 16),
        Conv2D(
          inputChannels: 10, outputChannels: 3, kernelSize: 1, padding: 1, hasBias: false, name: "head_B.heads.0.0",
          in: &layout),
      ]
    }
    let path = Fixtures.url("published-network/\(run)/model.safetensors").path
    let tensors = try SafetensorsFile(contentsOf: path).tensors
    var state = NetworkState(network.layout)
    try state.parameters.load(tensors, path: path)
    try state.statistics.load(tensors, path: path)
    let input = Tensor(
      [1, expected.height, expected.width, 3], values: expected.pixels.map { Float($0) / 255 })
    let (output, _) = network.layers.forward(
      FeatureMap(raw: input), state: state, mode: .inference, context: Self.context)
    let probabilities = Softmax.forward(output.raw, context: Self.context)
    #expect(probabilities.shape == answer.shape)
    expectClose(probabilities, answer, absolute: 1e-5, relative: 1e-5)
    #expect(!network.layers.geometry.allowsTiles)
  }

  @Test func gradientsAreThoseOfCentralDifferences() throws {
    let network = Network(inputs: 3, classes: 4)
    var state = network.state(seed: 1)
    // Shifts that keep the values clear of the rectifier's kink: two channels pass, the third is cut off.
    for entry in network.layout.parameters.entries where ["1.bias", "5.bias"].contains(entry.name) {
      state.parameters[entry.slot] = Tensor(
        entry.slot.shape, values: (0..<entry.slot.count).map { $0 % 3 == 2 ? -6 : 6 })
    }
    let input = Tensor.normal([2, 9, 13, 3], seed: 2)
    let weights = Tensor.normal([2, 2, 3, 4], seed: 3)
    let pass = Self.pass(network, state, input, weights: weights)
    // A value that overtakes another in a pooling window within the step costs some of the agreement.
    let check = GradientCheck(step: 2e-4, directions: 8, absolute: 2e-2, relative: 5e-3)
    check.check(pass.gradients.values, at: state.parameters.values, "parameters") {
      var moved = state
      moved.parameters.values = $0
      return Self.pass(network, moved, input, weights: weights).output.dot(weights)
    }
    var inputCheck = check
    inputCheck.step = 5e-4
    inputCheck.check(try #require(pass.inputGradient), at: input, "input") {
      Self.pass(network, state, $0, weights: weights).output.dot(weights)
    }
  }

  /// A pooling after one, two and three layers of all kinds, at the beginning, at the end, and none.
  static let networks: [Network] = [
    Network(inputs: 4, classes: 3),
    Network { layout in
      [
        Conv2D(inputChannels: 4, outputChannels: 8, kernelSize: 3, name: "0", in: &layout),
        ConvBlock(inputChannels: 8, outputChannels: 8, names: ("1", "2"), in: &layout), MaxPool2D(),
        ConvBlock(inputChannels: 8, outputChannels: 3, names: ("3", "4"), in: &layout),
      ]
    },
    Network { layout in
      [
        ConvBlock(inputChannels: 4, outputChannels: 8, tracksStatistics: false, names: ("0", "1"), in: &layout),
        Conv2D(inputChannels: 8, outputChannels: 5, kernelSize: 1, name: "2", in: &layout),
        ConvBlock(inputChannels: 5, outputChannels: 3, names: ("3", "4"), in: &layout), MaxPool2D(),
      ]
    },
    Network { layout in
      [MaxPool2D(), ConvBlock(inputChannels: 4, outputChannels: 3, names: ("0", "1"), in: &layout), MaxPool2D()]
    },
    Network { layout in [ConvBlock(inputChannels: 4, outputChannels: 3, names: ("0", "1"), in: &layout)] },
  ]

  @Test(arguments: networks.indices) func recomputedMapsGiveTheSameBits(_ index: Int) throws {
    let network = Self.networks[index]
    let state = network.state(seed: 1)
    let input = Tensor.normal([2, 17, 14, 4], seed: 2)
    let geometry = network.layers.geometry
    let weights = Tensor.normal(
      [2, try #require(geometry.outputSize(17)), try #require(geometry.outputSize(14)), 3], seed: 3)
    let plain = Self.pass(network, state, input, weights: weights)
    let recomputed = Self.pass(network, state, input, weights: weights, recomputes: true)
    #expect(plain.output.values == recomputed.output.values)
    #expect(plain.gradients.values.values == recomputed.gradients.values.values)
    #expect(plain.inputGradient?.values == recomputed.inputGradient?.values)
    #expect(plain.statistics == recomputed.statistics)
    #expect(plain.gradients.norm > 0)
    #expect(plain.inputGradient?.shape == input.shape)
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let network = Network(inputs: 3, classes: 4)
    let state = network.state(seed: 1)
    let passes = [1, 2, 3].map {
      Self.pass(
        network, state, .normal([3, 21, 18, 3], seed: 2), weights: .normal([3, 5, 4, 4], seed: 3), recomputes: true,
        context: ComputeContext(threads: $0)
      ).gradients.values.values
    }
    #expect(passes[0] == passes[1])
    #expect(passes[0] == passes[2])
  }

  /// One type to train and to run: dark and bright blocks are told apart, in training mode and by running statistics.
  @Test func learnsAndAnswers() {
    let network = Network(inputs: 1, classes: 2)
    var state = network.state(seed: 1)
    var optimizer = Adam(network.layout.parameters)
    var random = RandomSource(seed: 4)
    func batch() -> (images: Tensor, classes: [Int]) {
      let classes = (0..<4 * 16).map { _ in random.uniform() < 0.5 ? 0 : 1 }
      // Each class fills the 4x4 pixels of one output.
      let values = (0..<4 * 16 * 16).map { pixel -> Float in
        let (image, y, x) = (pixel / 256, pixel / 16 % 16, pixel % 16)
        return Float(classes[image * 16 + y / 4 * 4 + x / 4]) - 0.5 + 0.3 * random.normal()
      }
      return (Tensor([4, 16, 16, 1], values: values), classes)
    }
    func answers(_ images: Tensor) -> Tensor {
      let (output, _) = network.layers.forward(
        FeatureMap(raw: images), state: state, mode: .inference, context: Self.context)
      return Softmax.forward(output.raw, context: Self.context)
    }
    for _ in 0..<60 {
      let (images, classes) = batch()
      var (output, cache) = network.layers.forward(
        FeatureMap(raw: images), state: state, mode: .training, context: Self.context)
      network.layers.commitStatistics(cache, to: &state)
      // Of the cross-entropy.
      var gradient = Softmax.forward(output.raw, context: Self.context)
      gradient.withUnsafeMutableBuffer { for (pixel, c) in classes.enumerated() { $0[2 * pixel + c] -= 1 } }
      var gradients = ParameterStore(network.layout.parameters)
      network.layers.backward(
        FeatureGradient(gradient, of: output, context: Self.context), emptying: &cache, state: state,
        gradients: &gradients, context: Self.context)
      optimizer.step(&state.parameters, gradients: gradients, learningRate: 0.02, context: Self.context)
    }
    let (images, classes) = batch()
    let probabilities = answers(images).values
    #expect(classes.enumerated().count { probabilities[2 * $0 + $1] > 0.5 } >= 60)
  }

  @Test func aSequentialAmongTheLayersIsTakenApart() {
    let plain = Self.networks[0]
    let (first, last) = (plain.layers.layers[..<2], plain.layers.layers[2...])
    let nested = Sequential([Sequential(Array(first)), Sequential([Sequential(Array(last))])])
    #expect(nested.layers.count == 5)
    #expect(nested.geometry == plain.layers.geometry)
  }

  /// As one layer of many it leaves the cache as it is.
  @Test func aCacheThatIsNotEmptiedServesTwice() throws {
    let network = Self.networks[0]
    let state = network.state(seed: 1)
    let input = FeatureMap(raw: .normal([1, 8, 8, 4], seed: 2))
    let (output, cache) = network.layers.forward(input, state: state, mode: .training, context: Self.context)
    let gradient = FeatureGradient(.normal([1, 2, 2, 3], seed: 3), of: output, context: Self.context)
    let passes = (0..<2).map { _ in
      var gradients = ParameterStore(network.layout.parameters)
      let back = network.layers.backward(
        gradient, input: input, output: output, cache: cache, state: state, gradients: &gradients, wantsInput: true,
        context: Self.context)
      return [gradients.values.values, back?.values.values ?? []]
    }
    #expect(passes[0] == passes[1])
    #expect(passes[0][1].count == input.raw.count)
  }

  @Test func onlyWhatTheBackwardPassReadsIsKept() throws {
    let network = Self.networks[2]
    let state = network.state(seed: 1)
    let input = FeatureMap(raw: .normal([1, 128, 128, 4], seed: 2))
    let map = 128 * 128 * MemoryLayout<Float>.stride
    // Three maps of 8, 5 and 3 channels, and what is pooled of the last.
    let pooled = 3 * map / 4
    for (mode, recomputes, kept) in [
      (Mode.training, false, 16 * map + pooled), (.training, true, pooled), (.inference, true, pooled),
    ] {
      var layers = network.layers
      layers.recomputesEarlyMaps = recomputes
      let context = ComputeContext(threads: 1)
      var (output, cache) = layers.forward(input, state: state, mode: mode, context: context)
      #expect(context.pool.lentBytes == kept)
      guard mode == .training else { continue }
      var gradients = ParameterStore(network.layout.parameters)
      let gradient = FeatureGradient(.normal(output.raw.shape, seed: 3), of: output, context: context)
      output = FeatureMap(raw: Tensor([0]))
      let back = layers.backward(
        gradient, emptying: &cache, state: state, gradients: &gradients, wantsInput: true, context: context)
      // The gradient of the input alone.
      #expect(try #require(back).values.shape == input.raw.shape)
      #expect(context.pool.lentBytes == 4 * map)
    }
  }
}
