import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

struct SegmenterTests {
  private static let context = ComputeContext(threads: 2)

  /// An untrained model: its maps are as good as any for comparing ways to compute them.
  static func model(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> SegmentationModel {
    var configuration = TrainingConfiguration()
    configuration.input.channels = 3
    configuration.input.cropSize = 32
    configuration.iic.classes = 5
    change(&configuration)
    return Trainer(configuration).model
  }

  static func noise(_ width: Int, _ height: Int, channels: Int = 3) -> Raster {
    var random = RandomSource(seed: UInt64(width * 1000 + height))
    return Raster(
      width: width, height: height, bands: channels,
      values: (0..<width * height * channels).map { _ in UInt8(truncatingIfNeeded: random.next() >> 11) })
  }

  @Test(arguments: [(131, 97), (64, 64), (1, 1), (1, 150), (150, 3), (65, 129)], [Float(1), 0.5, 1.7])
  func tilesGiveTheMaskOfTheWholeImage(_ size: (Int, Int), scale: Float) throws {
    try expectTilesGiveTheMaskOfTheWholeImage(size, scale: scale, smoothingRadius: 0)
    try expectTilesGiveTheMaskOfTheWholeImage(size, scale: scale, smoothingRadius: 5)
  }

  private func expectTilesGiveTheMaskOfTheWholeImage(
    _ size: (Int, Int), scale: Float, smoothingRadius: Int
  ) throws {
    let model = Self.model {
      $0.input.scale = scale
      $0.input.sobel = scale != 1
    }
    let image = Self.noise(size.0, size.1)
    let whole = try Segmenter(model, map: "main", smoothingRadius: smoothingRadius, tileSide: 4096).segment(
      image, context: Self.context)
    let tiled = try Segmenter(model, map: "main", smoothingRadius: smoothingRadius, tileSide: 48).segment(
      image, context: Self.context)
    #expect(whole.width == size.0 && whole.height == size.1)
    #expect(tiled == whole)
    if size.0 * size.1 > 4000 && (smoothingRadius == 0 || scale <= 1) { #expect(Set(whole.values).count > 1) }
  }

  /// An image whose upper left corner is transparent, above colours of `hidden`.
  private static func cornered(_ width: Int, _ height: Int, hidden: UInt8) -> Raster {
    noise(width, height).layered { place, colours in
      isHidden(place, width) ? [hidden, hidden, 9, 0] : colours + [200]
    }
  }

  private static func isHidden(_ place: Int, _ width: Int) -> Bool { place % width + place / width < 60 }

  @Test(arguments: [Float(1), 0.5], [0, 5])
  func pixelsWithoutDataGetNoLabelAndNothingDependsOnThem(scale: Float, smoothingRadius: Int) throws {
    let model = Self.model { $0.input.scale = scale }
    func mask(_ image: Raster, tileSide: Int, noData: NoDataValue = .none) throws -> LabelMap {
      try Segmenter(
        model.marking(noData: noData), map: "main", smoothingRadius: smoothingRadius, tileSide: tileSide
      ).segment(image, context: Self.context)
    }
    let image = Self.cornered(131, 97, hidden: 0)
    let whole = try mask(image, tileSide: 4096)
    for (place, label) in whole.values.enumerated() {
      if Self.isHidden(place, 131) != (label == Label.none) {
        Issue.record("pixel \(place) has label \(label)")
        break
      }
    }
    #expect(Set(whole.values).count > 2)
    #expect(try mask(image, tileSide: 48) == whole)
    #expect(try mask(Self.cornered(131, 97, hidden: 250), tileSide: 48) == whole)
    // A border of one colour is the same.
    let bordered = image.layered { _, values in Array(values.prefix(3)) }
    #expect(try mask(bordered, tileSide: 48, noData: .colour(.init(hex: 0x000009))) == whole)
  }

  @Test func opaqueImagesHaveTheMaskOfTheirColours() throws {
    let colours = Self.noise(70, 41)
    let opaque = colours.layered { _, values in values + [255] }
    let segmenter = try Segmenter(Self.model(), map: "main", smoothingRadius: 4)
    #expect(try segmenter.segment(opaque, context: Self.context) == segmenter.segment(colours, context: Self.context))
  }

  @Test(arguments: [(1, 1), (40, 50)])
  func imagesWithoutAnyDataHaveNoLabels(_ size: (Int, Int)) throws {
    let image = Raster(width: size.0, height: size.1, bands: 2, values: .init(repeating: 0, count: 2 * size.0 * size.1))
    let mask = try Segmenter(Self.model(), map: "main", smoothingRadius: 3).segment(image, context: Self.context)
    #expect(mask.values.allSatisfy { $0 == Label.none } && mask.values.count == size.0 * size.1)
  }

  @Test func modelsOfEarlierVersionsIgnoreAlpha() throws {
    let image = Self.cornered(64, 48, hidden: 77)
    let colours = image.layered { _, values in Array(values.prefix(3)) }
    let model = Self.model()
    var description = model.description
    description.input = try JSONDecoder().decode(
      InputConfiguration.self,
      from: Data("{\"channels\":3,\"colour\":true,\"cropSize\":32,\"scale\":1,\"sobel\":true}".utf8))
    let earlier = SegmentationModel(description, network: model.network, state: model.state, centroids: [:])
    let mask = try Segmenter(earlier, map: "main").segment(image, context: Self.context)
    #expect(try mask == Segmenter(earlier, map: "main").segment(colours, context: Self.context))
    #expect(!mask.values.contains(Label.none))
  }

  @Test func theThreadsDoNotChangeTheMask() throws {
    let image = Self.noise(90, 71)
    let segmenter = try Segmenter(Self.model(), map: "overclustering", flips: true)
    #expect(
      try segmenter.segment(image, context: ComputeContext(threads: 1))
        == segmenter.segment(image, context: ComputeContext(threads: 3)))
  }

  @Test func flipsMakeTheMaskOfAMirroredImageTheMirroredMask() throws {
    let image = Self.noise(64, 40)
    let segmenter = try Segmenter(Self.model { $0.input.sobel = false }, map: "main", flips: true)
    let mask = try segmenter.segment(image, context: Self.context)
    let mirrored = try segmenter.segment(image.turned(.mirrored), context: Self.context)
    let back = (0..<40).flatMap { y in (0..<64).map { mirrored[63 - $0, y] } }
    // Sums in another order may tip a pixel that lies between two clusters.
    let different = zip(back, mask.values).count { $0 != $1 }
    #expect(different <= 64 * 40 / 1000)
  }

  /// The model with its overclusters merged.
  private static func merged(_ model: SegmentationModel, into count: Int, _ groups: [Int]) -> SegmentationModel {
    var description = model.description
    description.maps.append(
      ClusterMap("merged", .softmax(head: "overclustering", copy: 0), grouping: .init(count: count, groups: groups)))
    return SegmentationModel(description, network: model.network, state: model.state, centroids: [:])
  }

  @Test func mergedOverclustersAreSummed() throws {
    let model = Self.model { $0.iic.overclusters = 6 }
    #expect(throws: SegmentationError.mapMissing("merged", known: ["main", "overclustering"])) {
      try Segmenter(model, map: "merged")
    }
    let segmenter = try Segmenter(Self.merged(model, into: 5, [Int](repeating: 3, count: 6)), map: "merged")
    #expect(segmenter.clusters == 5)
    #expect(try Set(segmenter.segment(Self.noise(20, 20), context: Self.context).values) == [3])
  }

  @Test func theConfigurationChoosesTheMap() throws {
    func model(overclusters: Int, map: String) -> SegmentationModel {
      Self.model {
        $0.iic.overclusters = overclusters
        $0.segmentation.head = map
      }
    }
    let finer = model(overclusters: 6, map: "overclustering")
    #expect(try Segmenter(finer).map.name == "overclustering")
    #expect(try Segmenter(finer, map: "main").map.name == "main")
    let unmerged = model(overclusters: 6, map: "merged")
    #expect(throws: SegmentationError.mapMissing("merged", known: ["main", "overclustering"])) {
      try Segmenter(unmerged)
    }
    #expect(try Segmenter(Self.merged(unmerged, into: 5, [0, 1, 2, 3, 4, 4])).map.name == "merged")
    for few in [0, 4] { #expect(try Segmenter(model(overclusters: few, map: "merged")).map.name == "main") }
  }

  @Test func aMapThatTheModelLacksIsRefused() {
    let model = Self.model { $0.iic.overclusters = 0 }
    #expect(throws: SegmentationError.mapMissing("overclustering", known: ["main"])) {
      try Segmenter(model, map: "overclustering")
    }
  }

  @Test func imagesWithTooFewChannelsAreRefusedByName() throws {
    let segmenter = try Segmenter(Self.model { $0.input.channels = 4 }, map: "main")
    #expect(throws: SegmentationError.channelsMissing(path: "tile.png", channels: 3, needed: 4)) {
      try segmenter.segment(Self.noise(8, 8), name: "tile.png", context: Self.context)
    }
    #expect(throws: Never.self) { try segmenter.segment(Self.noise(8, 8, channels: 4), context: Self.context) }
  }
}
