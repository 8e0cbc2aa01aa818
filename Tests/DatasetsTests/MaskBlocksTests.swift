import Datasets
import Imaging
import Testing

struct MaskBlocksTests {
  @Test func bothReadingsOfLargeMasksAreCounted() {
    func info(_ width: Int, _ height: Int) -> RasterInfo {
      RasterInfo(path: "a", width: width, height: height, bands: 1)
    }
    #expect(MaskBlocks.count([info(1, 1), nil, info(1 << 20, 3)]) == 2 + 6)
    // A block has 52 rows of 20000 pixels.
    #expect(MaskBlocks.count([info(20000, 20000)]) == 2 * 385)
    #expect(MaskBlocks.count([]) == 0)
  }
}
