import Datasets
import Imaging
import Testing

struct JoinedRowsTests {
  private static func source(_ bands: Int, _ values: [UInt8], name: String = "mask") -> any RasterSource {
    MemoryRaster(Raster(width: 2, height: values.count / bands / 2, bands: bands, values: values), name: name)
  }

  @Test func theLastMaskThatIsNotBlackGivesTheValue() throws {
    let rows = try JoinedRows([(Self.source(1, [255, 1, 0, 0]), 1), (Self.source(1, [0, 9, 9, 0]), 4)])
    #expect(try rows.readRows(1)?.samples == .uint8([1, 4]))
    #expect(rows.contested == 1)
    #expect(try rows.readRows(5)?.samples == .uint8([4, 0]))
    #expect(try rows.readRows(1) == nil && rows.contested == 1)
  }

  @Test func alphaDoesNotMakeAPixelWhite() throws {
    let grey = Self.source(2, [0, 255, 7, 0])
    let colour = Self.source(4, [0, 0, 0, 255, 0, 0, 1, 255])
    #expect(try JoinedRows([(grey, 2)]).readRows(1)?.samples == .uint8([0, 2]))
    #expect(try JoinedRows([(colour, 3)]).readRows(1)?.samples == .uint8([0, 3]))
  }

  @Test func masksOfOneClassDoNotContest() throws {
    let rows = try JoinedRows([(Self.source(1, [1, 1]), 1), (Self.source(1, [1, 0]), 1)])
    #expect(try rows.readRows(1)?.samples == .uint8([1, 1]) && rows.contested == 0)
  }

  @Test func masksOfOtherSizesAreRefused() {
    #expect(throws: ImageIOError.self) {
      try JoinedRows([(Self.source(1, [1, 1]), 1), (Self.source(1, [1, 0, 0, 0], name: "b"), 2)])
    }
  }
}
