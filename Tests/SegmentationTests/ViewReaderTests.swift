import Basics
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct ViewReaderTests {
  /// An image whose bands are its column and its row, over 100.
  private static func image(_ width: Int, _ height: Int) -> Raster {
    let values = (0..<width * height).flatMap { place -> [Float] in
      [Float(place % width) / 100, Float(place / width) / 100, 0.5]
    }
    return Raster(width: width, height: height, bands: 3, samples: .float32(values))
  }

  private static func view(_ reader: ViewReader, _ square: ViewReader.Square, size: Int, channels: Int = 3) -> [Float] {
    [Float](unsafeUninitializedCapacity: size * size * channels) { target, count in
      target.initialize(repeating: 9)
      reader.copy(square, size: size, to: target)
      count = size * size * channels
    }
  }

  @Test func theMiddleIsTheImageItselfWhereItFits() {
    let image = Self.image(6, 6)
    let reader = ViewReader(image, channels: 3)
    expectClose(
      Tensor([108], values: Self.view(reader, reader.middle(side: 0), size: 6)), Tensor([108], values: image.floats()),
      absolute: 1e-6)
    #expect(reader.middle(side: 0) == ViewReader(image, channels: 3).middle(side: 6))
  }

  @Test func theMiddleOfALongImageIsInTheMiddle() {
    let reader = ViewReader(Self.image(10, 4), channels: 3)
    let view = Self.view(reader, reader.middle(side: 0), size: 4)
    expectClose(view[0...0].map(Double.init), [0.03], absolute: 1e-6)
    expectClose([Double(view[3 * 3])], [0.06], absolute: 1e-6)
  }

  @Test func squaresLieWithinTheImageAndReachItsEdges() {
    let reader = ViewReader(Self.image(9, 7), channels: 3)
    var random = RandomSource(seed: 1)
    let squares = (0..<300).map { _ in reader.square(side: 4, isCentred: false, random: &random) }
    #expect(Set(squares.map { $0.x - 2 }) == [0, 1, 2, 3, 4, 5])
    #expect(Set(squares.map { $0.y - 2 }) == [0, 1, 2, 3])
    #expect(reader.square(side: 4, isCentred: true, random: &random) == reader.middle(side: 4))
    // Larger than the image: its middle, with the edges mirrored.
    let large = reader.square(side: 11, isCentred: false, random: &random)
    #expect(large == reader.middle(side: 11))
    let view = Self.view(reader, large, size: 11)
    expectClose([Double(view[0]), Double(view[3]), Double(view[6])], [0, 0, 0.01], absolute: 1e-6)
  }

  @Test func shrinkingTakesMeansAndTurningTurns() {
    let reader = ViewReader(Self.image(8, 8), channels: 3)
    let half = Self.view(reader, reader.middle(side: 8), size: 4)
    expectClose([Double(half[0]), Double(half[3])], [0.005, 0.025], absolute: 1e-6)
    var flipped = reader.middle(side: 8)
    flipped.turn = AffineMap(a: -1, b: 0, tx: 0, c: 0, d: 1, ty: 0)
    let mirrored = Self.view(reader, flipped, size: 8)
    expectClose([Double(mirrored[0]), Double(mirrored[21])], [0.07, 0], absolute: 1e-6)
  }

  @Test func channelsBecomeThoseOfTheNetwork() {
    let grey = Raster(width: 2, height: 2, bands: 1, values: [0, 51, 102, 255])
    let reader = ViewReader(grey, channels: 3)
    let view = Self.view(reader, reader.middle(side: 2), size: 2)
    expectClose(view.map(Double.init), [0, 0, 0, 0.2, 0.2, 0.2, 0.4, 0.4, 0.4, 1, 1, 1], absolute: 1e-6)
  }
}
