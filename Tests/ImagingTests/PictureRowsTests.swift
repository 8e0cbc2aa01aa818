import Basics
import Imaging
import TestSupport
import Testing

@Suite struct PictureRowsTests {
  @Test(arguments: 1...4, [8, 16])
  func coloursAreThoseOfAnOverlayThatShowsNothing(_ channels: Int, bitDepth: Int) throws {
    let image = Raster.noise(width: 5, height: 3, bands: channels, bitDepth: bitDepth)
    let labels = LabelMap(width: 5, height: 3, values: .init(repeating: 0, count: 15))
    let shown = try stacked(allBands(of: ColourRows(MemoryRaster(image, name: "a")), rows: 2))
    #expect(shown == Overlay(opacity: 0).render(image, labels: labels))
  }

  @Test(arguments: [1, 2, 50])
  func panelsLieSideBySideWithWhiteBetween(_ rows: Int) throws {
    let left = Raster(width: 1, height: 2, bands: 3, values: [1, 2, 3, 4, 5, 6])
    let right = Raster(width: 2, height: 2, bands: 3, values: [11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26])
    let panels = PanelRows([MemoryRaster(left, name: "l"), MemoryRaster(right, name: "r")], gap: 1)
    #expect(panels.width == 4 && panels.height == 2)
    let whole = try stacked(allBands(of: panels, rows: rows))
    let white = [255, 255, 255]
    #expect(
      whole.integers == [1, 2, 3] + white + [11, 12, 13, 14, 15, 16] + [4, 5, 6] + white + [21, 22, 23, 24, 25, 26])
  }

  @Test func validityGoesAlong() throws {
    let raster = Raster(width: 2, height: 2, bands: 1, samples: .uint8([1, 2, 3, 4]), validity: [1, 0, 0, 1])
    func source() -> MemoryRaster { MemoryRaster(raster) }
    let grey = try stacked(allBands(of: ColourRows(source()), rows: 1))
    #expect(grey.validity == raster.validity)
    #expect(grey.integers == [1, 1, 1, 255, 255, 255, 255, 255, 255, 4, 4, 4])
    let labels = MemoryRaster(LabelMap(width: 2, height: 2, values: [0, 1, 2, 3]).raster)
    let overlay = try OverlayRows(source(), labels: labels, overlay: Overlay())
    let painted = try stacked(allBands(of: overlay, rows: 1))
    #expect(painted.validity == raster.validity)
    #expect(painted.integers[3..<9].allSatisfy { $0 == 255 } && painted.integers[0] < 255)
    let whole = MemoryRaster(Raster(width: 1, height: 2, bands: 3, values: [1, 2, 3, 4, 5, 6]))
    let panels = PanelRows([whole, ColourRows(source())], gap: 1)
    #expect(try stacked(allBands(of: panels, rows: 2)).validity == [1, 1, 1, 0, 1, 1, 0, 1])
  }
}
