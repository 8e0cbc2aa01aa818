import Imaging
import TestSupport
import Testing

struct GreyValuesTests {
  private static func values(_ raster: Raster) throws -> [UInt16] {
    let folder = try TemporaryFolder()
    try raster.write(to: folder.file("a.png"))
    let source = try GreyValues(RasterFile.open(folder.file("a.png"), as: .storedValues))
    var values: [UInt16] = []
    while let band = try source.readLabels(1) { values += band.values }
    return values
  }

  @Test func valuesAreTheEqualSamplesAndTransparentPixelsAreNone() throws {
    let none = Label.none
    #expect(try Self.values(Raster(width: 1, height: 3, bands: 2, values: [7, 255, 255, 1, 3, 0])) == [7, 255, none])
    #expect(try Self.values(Raster(width: 2, height: 1, bands: 3, values: [1, 1, 1, 0, 0, 0])) == [1, 0])
    let deep = Raster(width: 2, height: 1, bands: 4, samples: .uint16([9, 9, 9, 65535, 1, 2, 3, 0]))
    #expect(try Self.values(deep) == [9, none])
  }

  @Test func coloursAndLargeValuesAreRefused() throws {
    #expect {
      try Self.values(Raster(width: 1, height: 2, bands: 3, values: [1, 1, 1, 1, 2, 1]))
    } throws: { if case .coloursForLabels(_, 3) = $0 as? ImageIOError { true } else { false } }
    #expect {
      try Self.values(Raster(width: 1, height: 2, bands: 2, samples: .uint16([1, 1, 300, 1])))
    } throws: { "\($0)".contains("the value 300 at column 0, row 1") }
  }
}
