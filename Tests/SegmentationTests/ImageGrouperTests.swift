import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct ImageGrouperTests {
  static let context = ComputeContext(threads: 2)

  private static func items(_ count: Int, in folder: TemporaryFolder) throws -> [ImageFolder.Item] {
    try (0..<count).map { index in
      let url = folder.file("\(index).png")
      let values = (0..<26 * 19).map { UInt8(truncatingIfNeeded: $0 &* (index + 3) &* 37) }
      try Raster(width: 26, height: 19, bands: 1, values: values).write(to: url)
      return ImageFolder.Item(url: url, relativePath: "\(index).png")
    }
  }

  private static func model(_ change: (inout TrainingConfiguration) -> Void = { _ in }) -> SegmentationModel {
    Trainer(SmallGrouping.configuration(change)).model
  }

  @Test func aModelFromAFileGroupsAsTheModelDid() throws {
    let folder = try TemporaryFolder()
    let items = try Self.items(70, in: folder)
    for end in [NetworkConfiguration.Stage.average, .flatten] {
      let model = Self.model { $0.network.trunk = [.convolution(channels: 8, kernel: 5), .pool, end] }
      try model.write(to: folder.file("model.safetensors"))
      let read = try ImageGrouper(SegmentationModel(contentsOf: folder.file("model.safetensors")))
      let (images, failures) = read.group(items, context: Self.context)
      #expect(failures.isEmpty && images.map(\.item) == items)
      #expect(images == (try ImageGrouper(model).group(items, context: ComputeContext(threads: 1)).images))
      #expect(images.allSatisfy { $0.probability >= 0.5 && $0.probability <= 1 })
      #expect(Set(images.map(\.probability)).count > 10)
    }
  }

  @Test func unreadableImagesAreListedAndTheOthersGrouped() throws {
    let folder = try TemporaryFolder()
    let items = try Self.items(3, in: folder)
    try Data("none".utf8).write(to: items[1].url)
    // Every pixel is transparent.
    let clear = ImageFolder.Item(url: folder.file("clear.png"), relativePath: "clear.png")
    try Raster(width: 20, height: 20, bands: 4, values: .init(repeating: 0, count: 1600)).write(to: clear.url)
    let (images, failures) = try ImageGrouper(Self.model()).group(items + [clear], context: Self.context)
    #expect(images.map(\.item) == [items[0], items[2]])
    #expect(failures.map(\.path) == [items[1].url.path, clear.url.path])
  }

  @Test func modelsOfPixelsAndOfImagesAreToldApart() throws {
    let pixels = Trainer(SmallRun.configuration().withChannels(3)).model
    #expect(throws: GroupingError.segmentsPixels) { try ImageGrouper(pixels) }
    #expect(throws: SegmentationError.groupsImages) { try Segmenter(Self.model()) }
    #expect(throws: SegmentationError.mapMissing("other", known: ["main", "overclustering"])) {
      try ImageGrouper(Self.model(), map: "other")
    }
  }

  @Test func imagesOfAnySizeAreBroughtToTheSide() throws {
    let folder = try TemporaryFolder()
    let items = try [(300, 200), (8, 8), (1, 500), (500, 1)].enumerated().map { index, size in
      let url = folder.file("\(index).png")
      try Raster(width: size.0, height: size.1, bands: 3, values: .init(repeating: 90, count: 3 * size.0 * size.1))
        .write(to: url)
      return ImageFolder.Item(url: url, relativePath: "\(index).png")
    }
    let model = Self.model { $0.input.side = 20 }
    let (images, failures) = try ImageGrouper(model).group(items, context: Self.context)
    #expect(failures.isEmpty && images.count == 4)
    // One grey everywhere is one grey at every size.
    #expect(Set(images.map(\.probability)).count == 1)
  }
}

extension TrainingConfiguration {
  fileprivate func withChannels(_ channels: Int) -> TrainingConfiguration {
    var configuration = self
    configuration.input.channels = channels
    return configuration
  }
}
