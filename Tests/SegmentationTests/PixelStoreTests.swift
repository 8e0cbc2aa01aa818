import Foundation
import Imaging
import NeuralNet
import Segmentation
import Synchronization
import TestSupport
import Testing

@Suite struct PixelStoreTests {
  private static let context = ComputeContext(threads: 2)
  private static let images = (0..<3).map { Fixtures.url("textures/images/texture\($0).png") }

  private func configuration(scale: Float = 1) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.input.channels = 3
    configuration.input.cropSize = 32
    configuration.input.scale = scale
    configuration.optimization.pairs = 6
    return configuration
  }

  private func batches(
    of urls: [URL], memory: Int, store: PixelStore?, scale: Float = 1
  ) throws -> [[Float]] {
    let configuration = configuration(scale: scale)
    let images = try TrainingImages(
      urls, input: configuration.input, memoryBudget: memory, store: store, context: Self.context)
    let sampler = PairSampler(images: images, configuration: configuration)
    return try (0..<3).map { try sampler.batch(step: $0, context: Self.context).first.values }
  }

  @Test(arguments: [1, 0.7] as [Float]) func cropsAreTheSameFromDiskAndFromMemory(_ scale: Float) throws {
    let folder = try TemporaryFolder()
    let told = Mutex((images: 0, bytes: 0))
    let store = PixelStore(folder.file("pixels")) { images, bytes in told.withLock { $0 = (images, bytes) } }
    let inMemory = try batches(of: Self.images, memory: 1 << 30, store: nil, scale: scale)
    #expect(try batches(of: Self.images, memory: 0, store: store, scale: scale) == inMemory)
    #expect(try batches(of: Self.images, memory: 0, store: nil, scale: scale) == inMemory)
    let (count, bytes) = told.withLock { $0 }
    let files = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)
    #expect(count == 3 && files.count == 3)
    let written = try files.reduce(0) { try $0 + Data(contentsOf: store.folder.appending(path: $1)).count }
    #expect(written == bytes + 3 * 64)
    // A second training finds the pixels, and writes none.
    told.withLock { $0 = (0, 0) }
    #expect(try batches(of: Self.images, memory: 0, store: store, scale: scale) == inMemory)
    #expect(told.withLock { $0.images } == 0)
    // Another training has pixels there too.
    try Data().write(to: store.folder.appending(path: "other.pixels"))
    store.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.path) == ["other.pixels"])
  }

  @Test func aCutFileOfPixelsIsWrittenAnew() throws {
    let folder = try TemporaryFolder()
    let store = PixelStore(folder.file("pixels"))
    let expected = try batches(of: Self.images, memory: 0, store: store)
    let name = try FileManager.default.contentsOfDirectory(atPath: store.folder.path)[0]
    let file = store.folder.appending(path: name)
    try Data(contentsOf: file).prefix(100).write(to: file)
    #expect(try batches(of: Self.images, memory: 0, store: store) == expected)
  }

  @Test(.enabled(if: RasterFile.hasGDAL, "windows of rasters are read by builds with GDAL: swift test --traits GDAL"))
  func tiledRastersNeedNoStore() throws {
    let folder = try TemporaryFolder()
    let store = PixelStore(folder.file("pixels"))
    let urls = ["rgb.tif", "alpha.tif"].map { Fixtures.url("rasters/\($0)") }
    let expected = try batches(of: urls, memory: 1 << 30, store: nil)
    #expect(try batches(of: urls, memory: 0, store: store) == expected)
    #expect(!FileManager.default.fileExists(atPath: store.folder.path))
  }
}
