import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct TileGeometryTests {
  static let context = ComputeContext(threads: 2)

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var make: @Sendable (inout NetworkLayout) -> [any Layer]
    var reduction, reach, period: Int
    var allowsTiles = true

    func network() -> (layers: Sequential, layout: NetworkLayout) {
      var layout = NetworkLayout()
      let layers = Sequential(make(&layout))
      return (layers, layout)
    }
  }

  static func convolution(
    _ outputs: Int, from inputs: Int = 2, kernel: Int = 3, dilation: Int = 1, padding: Int? = nil,
    in layout: inout NetworkLayout
  ) -> Conv2D {
    Conv2D(
      inputChannels: inputs, outputChannels: outputs, kernelSize: kernel, dilation: dilation, padding: padding,
      name: "\(layout.parameters.entries.count)", in: &layout)
  }

  static let cases = [
    Case(testDescription: "nothing", make: { _ in [] }, reduction: 1, reach: 0, period: 1),
    Case(testDescription: "one pooling", make: { _ in [MaxPool2D()] }, reduction: 2, reach: 0, period: 2),
    Case(
      testDescription: "one convolution", make: { [convolution(3, in: &$0)] }, reduction: 1, reach: 1, period: 4),
    Case(
      testDescription: "a dilated one after two",
      make: { [convolution(2, in: &$0), convolution(2, kernel: 5, in: &$0), convolution(2, dilation: 3, in: &$0)] },
      reduction: 1, reach: 6, period: 12),
    Case(
      testDescription: "two poolings",
      make: { layout in
        [
          convolution(2, in: &layout), MaxPool2D(), convolution(2, dilation: 2, in: &layout), MaxPool2D(),
          convolution(2, in: &layout),
        ]
      },
      reduction: 4, reach: 1 + 2 * 2 + 4, period: 16),
    Case(
      testDescription: "an image that grows and shrinks",
      make: { layout in
        [
          convolution(2, padding: 3, in: &layout), MaxPool2D(), convolution(2, dilation: 2, padding: 1, in: &layout),
          convolution(2, kernel: 1, padding: 1, in: &layout),
        ]
      },
      reduction: 2, reach: 5, period: 16, allowsTiles: false),
    Case(
      testDescription: "statistics of the image itself",
      make: { layout in
        [
          ConvBlock(inputChannels: 2, outputChannels: 2, tracksStatistics: false, names: ("a", "b"), in: &layout),
          MaxPool2D(),
        ]
      },
      reduction: 2, reach: 1, period: 4, allowsTiles: false),
    Case(
      testDescription: "running statistics",
      make: { layout in
        [ConvBlock(inputChannels: 2, outputChannels: 2, dilation: 2, names: ("a", "b"), in: &layout), MaxPool2D()]
      },
      reduction: 2, reach: 2, period: 8),
  ]

  @Test(arguments: cases) func isThatOfTheLayersInTheirOrder(_ c: Case) {
    let geometry = c.network().layers.geometry
    #expect(geometry.reduction == c.reduction)
    #expect(geometry.reach == c.reach)
    #expect(geometry.period == c.period)
    #expect(geometry.allowsTiles == c.allowsTiles)
  }

  @Test(arguments: cases) func outputsHaveTheSizeItSays(_ c: Case) {
    let (layers, layout) = c.network()
    var state = NetworkState(layout)
    var random = RandomSource(seed: 1)
    layers.initialize(&state, random: &random)
    for height in [7, 8, 12, 13] {
      let (output, _) = layers.forward(
        FeatureMap(raw: .normal([1, height, 16, 2], seed: 1)), state: state, mode: .training, context: Self.context)
      #expect(output.raw.shape.height == layers.geometry.outputSize(height))
      #expect(output.raw.shape.width == layers.geometry.outputSize(16))
    }
  }

  @Test func aSizeOfWhichALayerLeavesNothingHasNoOutput() {
    var layout = NetworkLayout()
    // Nothing is left of 4 pixels by the second layer, though the third would pad them.
    let layers = Sequential([
      MaxPool2D(), Self.convolution(2, padding: 0, in: &layout), Self.convolution(2, padding: 4, in: &layout),
    ])
    #expect((1...7).map { layers.geometry.outputSize($0) } == [nil, nil, nil, nil, nil, 7, 7])
  }

  /// What changes with one pixel of the input lies within the reach, and reaches as far.
  @Test(arguments: cases.filter(\.allowsTiles)) func outputsSeeAsFarAsTheReach(_ c: Case) throws {
    let (layers, layout) = c.network()
    var state = NetworkState(layout)
    state.parameters.values = .normal([layout.parameters.count], seed: 1)
    state.statistics.values = Tensor([layout.statistics.count], repeating: 1)
    let size = 48
    let place = 24
    var input = Tensor([1, size, size, 2])
    func output(_ input: Tensor) -> Tensor {
      layers.forward(FeatureMap(raw: input), state: state, mode: .inference, context: Self.context)
        .output.applied(context: Self.context)
    }
    let before = output(input)
    for c in 0..<2 { input[0, place, place, c] = 1000 }
    let after = output(input)
    let channels = before.shape.channels
    let rows = (0..<before.shape.height).filter { y in
      (0..<before.shape.width * channels).contains {
        let index = y * before.shape.width * channels + $0
        return before.values[index] != after.values[index]
      }
    }
    let geometry = layers.geometry
    let farthest = rows.map { row in
      // From the pixel to the nearest that the output stands for.
      max(0, row * geometry.reduction - place, place - (row + 1) * geometry.reduction + 1)
    }.max()
    #expect(try #require(farthest) <= geometry.reach)
    #expect(try #require(farthest) > geometry.reach - 2 * geometry.reduction)
  }

  @Test func anEnlargedCopyHasFinerOutputs() {
    let layer = TileGeometry(reduction: 4, reach: 9, period: 32)
    let image = layer.overImage(enlargedBy: 2)
    #expect(image.reduction == 2 && image.reach == 6 && image.period == 16 && image.alignment == 2)
    #expect(layer.allowsEnlarging(by: 1) && layer.allowsEnlarging(by: 4))
    #expect(!layer.allowsEnlarging(by: 3) && !layer.allowsEnlarging(by: 8) && !layer.allowsEnlarging(by: 0))
    #expect(!TileGeometry(reduction: 4, period: 6).allowsEnlarging(by: 4))
  }

  @Test func outputsAreBroughtToOneGrid() {
    let layers = [TileGeometry(reduction: 4, reach: 3), TileGeometry(reduction: 16, reach: 20, period: 16)]
    let grid = TileGeometry.interpolated(layers, reduction: 4)
    // A place between two outputs of the coarse layer takes from both.
    #expect(grid.reduction == 4 && grid.reach == 36 && grid.period == 16 && grid.alignment == 16)
  }
}
