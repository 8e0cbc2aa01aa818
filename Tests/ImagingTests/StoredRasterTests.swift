import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct StoredRasterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rasters: [Raster] = [
    Raster(width: 7, height: 5, bands: 3, values: (0..<105).map { UInt8($0) }),
    Raster(width: 5, height: 4, bands: 2, samples: .uint16((0..<40).map { UInt16(1000 * $0) })),
    Raster(
      width: 3, height: 6, bands: 1, samples: .float32((0..<18).map { Float($0) / 7 }),
      validity: (0..<18).map { $0 == 4 || $0 == 17 ? 0 : 1 }),
    Raster(width: 1, height: 1, bands: 1, values: [9]),
  ]

  @Test(arguments: rasters) func windowsAreThoseOfTheRaster(_ raster: Raster) throws {
    let file = folder.file("pixels")
    try StoredRaster.write(MemoryRaster(raster), hasValidity: raster.validity != nil, to: file)
    let stored = try StoredRaster(contentsOf: file)
    #expect(stored.width == raster.width && stored.height == raster.height && stored.bands == raster.bands)
    for y in 0..<raster.height {
      for x in 0..<raster.width {
        let (width, height) = (raster.width - x, max(1, (raster.height - y) / 2))
        let window = try stored.read(x: x, y: y, width: width, height: height)
        let expected = raster.cropped(x: x, y: y, width: width, height: height)
        #expect(window.samples == expected.samples)
        let mask = expected.validity.flatMap { $0.contains(0) ? $0 : nil }
        #expect(window.validity == mask)
      }
    }
    let bytes = StoredRaster.byteCount(
      width: raster.width, height: raster.height, bands: raster.bands, sampleType: raster.sampleType,
      hasValidity: raster.validity != nil)
    #expect(try Data(contentsOf: file).count == bytes)
  }

  @Test func otherFilesAndCutOnesAreRefused() throws {
    let file = folder.file("pixels")
    try StoredRaster.write(MemoryRaster(Self.rasters[0]), hasValidity: false, to: file)
    let bytes = try Data(contentsOf: file)
    for length in [0, 10, 64, bytes.count - 1] {
      try bytes.prefix(length).write(to: file)
      #expect(throws: ImageIOError.self, "\(length) bytes") { _ = try StoredRaster(contentsOf: file) }
    }
    try Data(repeating: 65, count: 200).write(to: file)
    #expect(throws: ImageIOError.self) { _ = try StoredRaster(contentsOf: file) }
  }
}
