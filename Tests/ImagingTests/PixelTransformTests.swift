import Imaging
import Testing

struct PixelTransformTests {
  @Test(arguments: [[500_000, 0.5, 0, 5_800_000, 0, -0.5], [10, 2, 0.75, 50, -0.5, -3], [0, -1, 0, 0, 0, 1]])
  func coordinatesLeadBackToTheirPixel(_ numbers: [Double]) throws {
    let transform = try #require(PixelTransform(geoTransform: numbers))
    let (x, y) = transform.coordinates(column: 7.25, row: -3.5)
    let place = try #require(transform.pixel(x: x, y: y))
    #expect(abs(place.column - 7.25) < 1e-6 && abs(place.row + 3.5) < 1e-6)
  }

  @Test func pixelsWithoutAreaHaveNoPlace() throws {
    #expect(try #require(PixelTransform(geoTransform: [0, 0, 0, 0, 0, -1])).pixel(x: 1, y: 1) == nil)
    #expect(try #require(PixelTransform(geoTransform: [0, 1, 2, 0, 2, 4])).pixel(x: 1, y: 1) == nil)
  }
}
