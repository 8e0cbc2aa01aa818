import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct OverlayTests {
  private static let palette = Palette([.init(hex: 0xFF0000), .init(hex: 0x00FF00), .init(hex: 0x0A1EC8)])
  private static let line = Palette.Colour(hex: 0xFFFFFF)

  @Test func opacityMixesLabelColourAndImage() {
    let image = Raster(width: 3, height: 1, bands: 3, values: [100, 50, 31, 100, 50, 31, 100, 50, 31])
    let labels = LabelMap(width: 3, height: 1, values: [0, 1, 2])
    func values(_ opacity: Float) -> [Int] {
      Overlay(palette: Self.palette, opacity: opacity).render(image, labels: labels).integers
    }
    #expect(values(0) == image.integers)
    #expect(values(1) == [255, 0, 0, 0, 255, 0, 10, 30, 200])
    // Halves are rounded up.
    #expect(values(0.5) == [178, 25, 16, 50, 153, 16, 55, 40, 116])
    #expect(values(0.25) == [139, 38, 23, 75, 101, 23, 78, 45, 73])
  }

  @Test func theIgnoredLabelShowsTheBareImage() {
    let image = Raster.noise(width: 2, height: 1, bands: 3)
    let labels = LabelMap(width: 2, height: 1, values: [Label.none, 1])
    let rendered = Overlay(palette: Self.palette, opacity: 1).render(image, labels: labels).integers
    #expect(rendered == image.integers.prefix(3) + [0, 255, 0])
    let other = Overlay(palette: Self.palette, opacity: 1, ignoredLabel: 1).render(image, labels: labels).integers
    #expect(other == [0, 0, 0] + image.integers.suffix(3))
    let none = Overlay(palette: Self.palette, opacity: 1, ignoredLabel: nil).render(image, labels: labels).integers
    #expect(none == [0, 0, 0, 0, 255, 0])
  }

  @Test(arguments: 1...4, [8, 16])
  func everyKindOfImageIsShownAsColours(_ channels: Int, bitDepth: Int) {
    let image = Raster.noise(width: 5, height: 3, bands: channels, bitDepth: bitDepth)
    let labels = LabelMap.noise(width: 5, height: 3, count: 3)
    let rendered = Overlay(opacity: 0).render(image, labels: labels)
    let narrow = image.with8BitSamples().integers
    let shown = (0..<15).flatMap { place in
      (0..<3).map { c in narrow[place * channels + (channels >= 3 ? c : 0)] }
    }
    #expect(rendered.bands == 3 && rendered.bitDepth == 8)
    #expect(rendered.integers == shown)
  }

  @Test func coloursAreRepeatedBeyond255LabelsAndNoneShowsTheImage() {
    let image = Raster(width: 5, height: 1, bands: 1, values: [9, 9, 9, 9, 9])
    let labels = LabelMap(width: 5, height: 1, values: [0, 255, 257, 65534, Label.none])
    let shown = Overlay(palette: Self.palette, opacity: 1).render(image, labels: labels)
    let colours = [Self.palette[0], Self.palette[0], Self.palette[2], Palette.standard[65534 % 255]]
    #expect(shown.integers == colours.flatMap { [Int($0.red), Int($0.green), Int($0.blue)] } + [9, 9, 9])
    let black = Overlay(palette: Self.palette, opacity: 1, ignoredLabel: nil).render(image, labels: labels)
    #expect(black.integers.suffix(3) == [0, 0, 0])
  }

  @Test func outlinesRunWhereTheLeftOrUpperLabelDiffers() {
    let labels = LabelMap(width: 4, height: 3, values: [1, 1, 2, 2, 1, 1, 2, 2, 1, 0, 0, 2])
    let image = Raster(width: 4, height: 3, bands: 1, values: .init(repeating: 9, count: 12))
    let rendered = Overlay(opacity: 0, outline: Self.line).render(image, labels: labels).integers
    let marked = stride(from: 0, to: 36, by: 3).map { rendered[$0] == 255 }
    #expect(marked == [2, 6, 9, 10, 11].reduce(into: [Bool](repeating: false, count: 12)) { $0[$1] = true })
    #expect(rendered.allSatisfy { $0 == 9 || $0 == 255 })
  }

  @Test(arguments: [1, 2, 7])
  func outlinesAcrossBandsAreThoseOfTheWhole(_ rows: Int) throws {
    let image = Raster.noise(width: 6, height: 10, bands: 3)
    let labels = LabelMap.noise(width: 6, height: 10, count: 2)
    let overlay = Overlay(outline: Self.line)
    var bands: [Raster] = []
    var rowAbove: [UInt16]?
    for y in stride(from: 0, to: 10, by: rows) {
      let height = min(rows, 10 - y)
      let part = labels.cropped(x: 0, y: y, width: 6, height: height)
      let band = image.cropped(x: 0, y: y, width: 6, height: height)
      bands.append(overlay.render(band, labels: part, rowAbove: rowAbove))
      rowAbove = Array(part.values.suffix(6))
    }
    #expect(try stacked(bands) == overlay.render(image, labels: labels))
  }

  @Test func filesAreRenderedAsImagesInMemoryAre() throws {
    let folder = try TemporaryFolder()
    // More than one band of about a million pixels.
    let image = Raster.noise(width: 3000, height: 400, bands: 1)
    let labels = LabelMap.noise(width: 3000, height: 400, count: 4)
    try image.write(to: folder.file("image.png"))
    try labels.write(to: folder.file("labels.png"))
    let overlay = Overlay(outline: Self.line)
    try overlay.render(
      image: folder.file("image.png"), labels: folder.file("labels.png"), to: folder.file("overlay.png"))
    #expect(try Raster(contentsOf: folder.file("overlay.png")) == overlay.render(image, labels: labels))
    try overlay.render(
      image: folder.file("image.png"), labels: folder.file("labels.png"), to: folder.file("overlay.jpg"), quality: 50)
    #expect(try RasterFile.info(of: folder.file("overlay.jpg")).format == .jpeg)
  }

  @Test func filesOfDifferentSizesAreRefusedByName() throws {
    let folder = try TemporaryFolder()
    let (image, labels) = (folder.file("image.png"), folder.file("labels.png"))
    try Raster.noise(width: 4, height: 3, bands: 3).write(to: image)
    try LabelMap.noise(width: 3, height: 5, count: 2).write(to: labels)
    #expect(
      throws: ImageIOError.sizesDiffer(
        path: labels.path, width: 3, height: 5, otherPath: image.path, otherWidth: 4, otherHeight: 3)
    ) { try Overlay().render(image: image, labels: labels, to: folder.file("overlay.png")) }
    #expect(try folder.names() == ["image.png", "labels.png"])
  }
}
