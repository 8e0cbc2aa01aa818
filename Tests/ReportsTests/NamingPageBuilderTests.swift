import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Reports
import Segmentation
import TestSupport
import Testing

struct NamingPageBuilderTests {
  /// A small network that has learned nothing, and divides noise into small regions.
  private static func model(channels: Int = 3) -> SegmentationModel {
    var configuration = TrainingConfiguration()
    configuration.input.channels = channels
    configuration.input.cropSize = 32
    configuration.network.trunk = [.conv(8), .conv(8)]
    configuration.segmentation.smoothingRadius = 0
    return Trainer(configuration).model
  }

  private static func noise(_ width: Int, _ height: Int, bands: Int, seed: Int) -> Raster {
    var random = RandomSource(seed: UInt64(seed))
    return Raster(
      width: width, height: height, bands: bands,
      values: (0..<width * height * bands).map { _ in UInt8(truncatingIfNeeded: random.next() >> 11) })
  }

  @Test func aPageOfNoiseKeepsWithinTwentyMegabytes() throws {
    let folder = try TemporaryFolder()
    for number in 0..<12 {
      try Self.noise(560, 560, bands: 3, seed: number).write(to: folder.file("\(number).png"))
    }
    var random = RandomSource(seed: 1)
    let labels = LabelMap(
      width: 560, height: 560, values: (0..<560 * 560).map { _ in UInt16(random.next() % 250) })
    let builder = try NamingPageBuilder(Self.model())
    let page = try builder.build(ImageFolder([folder.url.path]), parallel: Parallel())
    let pictures = 6...12
    #expect(pictures.contains(page.pictures) && page.failures.isEmpty && page.named == 0)
    let bytes = try page.html().count
    // As many pictures as a page may have, each with the largest map that a picture may have.
    let map = PackedLabels.bytes(of: labels).count * 4 / 3
    #expect((bytes / page.pictures + map) * pictures.upperBound < 20_000_000)
  }

  @Test(arguments: [(1, 1), (3, 90), (40, 7)]) func smallAndGreyImagesHaveAPage(_ size: (Int, Int)) throws {
    let folder = try TemporaryFolder()
    try Self.noise(size.0, size.1, bands: 1, seed: 3).write(to: folder.file("a.png"))
    var stages: [String] = []
    let page = try NamingPageBuilder(Self.model(channels: 1)).build(
      ImageFolder([folder.url.path]), parallel: Parallel(threads: 1), begins: { stages.append("\($0) \($1)") })
    #expect(page.pictures == 1 && page.disputed.isEmpty)
    #expect(stages == ["looking 1", "measuring 1", "drawing 1"])
    let html = String(decoding: try page.html(), as: UTF8.self)
    #expect(html.contains("\"imageWidth\":\(size.0)") && html.contains("\"gridWidth\":\(min(size.0, 140))"))
  }

  @Test func aPictureOfTooFewChannelsIsToldByItsName() throws {
    let folder = try TemporaryFolder()
    try Self.noise(9, 9, bands: 1, seed: 3).write(to: folder.file("grey.png"))
    let builder = try NamingPageBuilder(Self.model(channels: 4))
    let error = #expect(throws: DatasetError.self) {
      try builder.build(ImageFolder([folder.url.path]), parallel: Parallel())
    }
    #expect(error?.path == folder.file("grey.png").path)
  }

  @Test func anUnknownMapIsRefused() {
    #expect(throws: SegmentationError.self) { try NamingPageBuilder(Self.model(), map: "nowhere") }
  }
}
