import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct LabelValuesTests {
  @Test(arguments: try ImageFixture.pngs().filter { $0.storedValues != nil && $0.bitDepth == 8 })
  func labelsAreIndicesAndGreyValuesAsStored(_ fixture: ImageFixture) throws {
    let expected = try #require(fixture.storedImage)
    let map = try LabelMap(contentsOf: fixture.url)
    #expect(map.width == fixture.width && map.height == fixture.height)
    #expect(map.values.map(Int.init) == expected.integers)
    #expect(try LabelMap(bytes: fixture.bytes(), name: "memory") == map)
  }

  @Test(arguments: ["palette4.png", "grey8-interlaced.png"], [1, 2, 7])
  func bandsStackedAreTheWholeMap(_ file: String, rows: Int) throws {
    let url = try ImageFixture.named(file).url
    let reader = try RasterFile.open(url, as: .labels)
    var values: [UInt16] = []
    while let band = try reader.readLabels(rows) { values += band.values }
    #expect(values == (try LabelMap(contentsOf: url)).values)
    #expect(reader.path == url.path)
  }

  @Test func sixteenBitLabelsUpTo255AreTaken() throws {
    let folder = try TemporaryFolder()
    let image = Raster(width: 2, height: 2, bands: 1, samples: .uint16([0, 3, 255, 17]))
    try image.write(to: folder.file("labels.png"))
    #expect(try LabelMap(contentsOf: folder.file("labels.png")).values == [0, 3, 255, 17])
  }

  @Test func a16BitLabelAbove255IsRefusedWithItsPlace() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("labels.png")
    try Raster(width: 2, height: 3, bands: 1, samples: .uint16([0, 3, 255, 17, 1, 256])).write(to: url)
    let reader = try RasterFile.open(url, as: .labels)
    #expect(try reader.readLabels(2)?.values == [0, 3, 255, 17])
    func namesThePlace(_ error: any Error) -> Bool {
      guard case .unsupported(url.path, let what, _) = error as? ImageIOError else { return false }
      return what.contains("the value 256 at column 1, row 2")
    }
    #expect(performing: { try reader.readRows(1) }, throws: namesThePlace)
    #expect(performing: { try LabelMap(contentsOf: url) }, throws: namesThePlace)
  }

  @Test(arguments: try ImageFixture.all().filter { $0.storedValues == nil })
  func jpegsAndColoursAreRefusedAsLabels(_ fixture: ImageFixture) throws {
    #expect {
      try LabelMap(contentsOf: fixture.url)
    } throws: { error in
      switch error as? ImageIOError {
      case .coloursForLabels(fixture.url.path, fixture.channels): return fixture.isPNG
      case .unsupported(fixture.url.path, let what, let remedy):
        return !fixture.isPNG && what.contains("JPEG") && remedy.contains("palette or grey PNG")
      default: return false
      }
    }
  }

  @Test func damageIsReportedAsForImages() throws {
    let bytes = try ImageFixture.named("palette8.png").bytes()
    // The end mark, whose lack is no error, has 12 bytes.
    for count in stride(from: 16, to: bytes.count - 16, by: 16) {
      #expect("cut to \(count) bytes") {
        try LabelMap(bytes: Array(bytes.prefix(count)), name: "labels.png")
      } throws: { error in
        if case .truncated("labels.png", _, _) = error as? ImageIOError { true } else { false }
      }
    }
    #expect(throws: ImageIOError.tooLarge(path: "labels.png", width: 13, height: 11, maxPixels: 142)) {
      try LabelMap(bytes: bytes, name: "labels.png", options: .init(maxPixels: 142))
    }
  }

  @Test func ofMasks255MeansNoneIn8BitsAnd65535In16() throws {
    let folder = try TemporaryFolder()
    let narrow = folder.file("narrow.png")
    try Raster(width: 3, height: 1, bands: 1, values: [0, 254, 255]).write(to: narrow)
    #expect(try LabelMap(contentsOf: narrow, as: .mask).values == [0, 254, Label.none])
    let wide = folder.file("wide.png")
    try Raster(width: 4, height: 1, bands: 1, samples: .uint16([0, 255, 300, 65535])).write(to: wide)
    let source = try RasterFile.open(wide, as: .mask)
    #expect(source.info.sampleType == .uint16 && source.info.storedBitDepth == 16)
    #expect(try source.readLabels(9)?.values == [0, 255, 300, Label.none])
  }
}
