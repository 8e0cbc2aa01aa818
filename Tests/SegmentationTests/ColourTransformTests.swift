import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct ColourTransformTests {
  static func applied(_ operations: [ColourTransform.Operation], to pixels: [Float], channels: Int = 3) -> [Double] {
    var pixels = pixels
    pixels.withUnsafeMutableBufferPointer { ColourTransform(operations: operations).apply(to: $0, channels: channels) }
    return pixels.map(Double.init)
  }

  static let pixels: [Float] = [0.2, 0.5, 0.7, 0.9, 0.1, 0.4, 0.3, 0.3, 0.3]

  static func strengths(_ strength: Float) -> AugmentationConfiguration {
    var configuration = AugmentationConfiguration()
    configuration.brightness = strength
    configuration.contrast = strength
    configuration.saturation = strength
    configuration.hue = strength / 2
    configuration.grey = 0
    return configuration
  }

  @Test func strengthZeroIsTheIdentity() {
    var random = RandomSource(seed: 1)
    for _ in 0..<20 {
      let transform = Self.strengths(0).drawColour(&random)
      expectClose(
        Self.applied(transform.operations, to: Self.pixels), Self.pixels.map(Double.init), absolute: 1e-6, relative: 0)
    }
  }

  @Test func theInfraredChannelIsUntouched() {
    var random = RandomSource(seed: 2)
    let image = Tensor.probabilities([1, 4, 5, 4], seed: 1).values
    for _ in 0..<20 {
      let changed = Self.applied(Self.strengths(0.8).drawColour(&random).operations, to: image, channels: 4)
      let infrared = stride(from: 3, to: image.count, by: 4)
      #expect(infrared.map { changed[$0] } == infrared.map { Double(image[$0]) })
      #expect(changed != image.map(Double.init))
    }
  }

  @Test func operationsGiveTheColoursComputedByHand() {
    expectClose(
      Self.applied([.brightness(2)], to: Self.pixels), [0.4, 1, 1, 1, 0.2, 0.8, 0.6, 0.6, 0.6], relative: 1e-6)
    // Lumas 0.4331, 0.3734 and 0.3: their mean is 0.3688333.
    expectClose(Self.applied([.contrast(0)], to: Self.pixels), .init(repeating: 0.36883333, count: 9), relative: 1e-6)
    expectClose(
      Array(Self.applied([.saturation(0)], to: Self.pixels).prefix(3)), .init(repeating: 0.4331, count: 3),
      relative: 1e-6)
    expectClose(
      Array(Self.applied([.saturation(0.5)], to: Self.pixels).prefix(3)), [0.31655, 0.46655, 0.56655], relative: 1e-6)
    // Grey of one channel: brightness and contrast only.
    expectClose(Self.applied([.contrast(0.5)], to: [0.2, 0.6], channels: 1), [0.3, 0.5], relative: 1e-6)
    expectClose(Self.applied([.saturation(0), .hue(0.3)], to: [0.2, 0.6], channels: 1), [0.2, 0.6], relative: 1e-6)
  }

  @Test func turningTheHue() {
    // A third of a turn takes red to green, green to blue, blue to red; grey has no hue.
    let colours: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.4, 0.4, 0.4]
    expectClose(
      Self.applied([.hue(1.0 / 3)], to: colours), [0, 1, 0, 0, 0, 1, 1, 0, 0, 0.4, 0.4, 0.4], absolute: 1e-6)
    expectClose(Self.applied([.hue(1.0 / 6)], to: [1, 0, 0]), [1, 1, 0], absolute: 1e-6)
    // Back again, and once round.
    for operations: [ColourTransform.Operation] in [[.hue(0.13), .hue(-0.13)], [.hue(1)], [.hue(-1)]] {
      expectClose(Self.applied(operations, to: Self.pixels), Self.pixels.map(Double.init), absolute: 1e-6)
    }
  }
}
