import Imaging
import Reports
import Testing

struct GridColoursTests {
  @Test func cellsHaveTheirMeanColourAndTheSpreadOfTheirBrightness() {
    // Four columns: two of plain red, one black, one white.
    let row: [UInt8] = [200, 10, 20, 200, 10, 20, 0, 0, 0, 255, 255, 255]
    let planes = GridColours.planes(of: Raster(width: 4, height: 2, bands: 3, values: row + row), width: 2, height: 1)
    #expect(planes.count == 4)
    #expect(planes[0] == [200, 128] && planes[1] == [10, 128] && planes[2] == [20, 128])
    // The brightness deviates by 127.5, and twice as much is written.
    #expect(planes[3] == [0, 255])
  }
}
