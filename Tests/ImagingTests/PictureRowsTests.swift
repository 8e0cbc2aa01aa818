import Basics
import Imaging
import TestSupport
import Testing

@Suite struct PictureRowsTests {
  @Test(arguments: 1...4, [8, 16])
  func coloursAreThoseOfAnOverlayThatShowsNothing(_ channels: Int, bitDepth: Int) throws {
    let image = RasterImage.noise(width: 5, height: 3, channels: channels, bitDepth: bitDepth)
    let labels = LabelMap(width: 5, height: 3, values: .init(repeating: 0, count: 15))
    let shown = try stacked(allBands(of: ColourRows(RasterRows(image, name: "a")), rows: 2))
    #expect(shown == Overlay(opacity: 0).render(image, labels: labels))
  }

  @Test(arguments: [1, 2, 50])
  func panelsLieSideBySideWithWhiteBetween(_ rows: Int) throws {
    let left = RasterImage(width: 1, height: 2, channels: 3, values: [1, 2, 3, 4, 5, 6])
    let right = RasterImage(width: 2, height: 2, channels: 3, values: [11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26])
    let panels = PanelRows([RasterRows(left, name: "l"), RasterRows(right, name: "r")], gap: 1)
    #expect(panels.width == 4 && panels.height == 2)
    let whole = try stacked(allBands(of: panels, rows: rows))
    let white = [255, 255, 255]
    #expect(
      whole.integers == [1, 2, 3] + white + [11, 12, 13, 14, 15, 16] + [4, 5, 6] + white + [21, 22, 23, 24, 25, 26])
  }
}
