import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct LabelMapTests {
  @Test func indicesAreAddressedByColumnAndRow() {
    var map = LabelMap(width: 3, height: 2, values: [0, 1, 2, 3, 4, 5])
    #expect(map[2, 0] == 2 && map[0, 1] == 3)
    map[1, 1] = 9
    #expect(map.values == [0, 1, 2, 3, 9, 5])
  }

  @Test func aCropKeepsTheRectangle() {
    let map = LabelMap.noise(width: 9, height: 7, count: 256)
    let crop = map.cropped(x: 2, y: 3, width: 4, height: 3)
    for y in 0..<3 {
      for x in 0..<4 { #expect(crop[x, y] == map[x + 2, y + 3]) }
    }
    #expect(map.cropped(x: 0, y: 0, width: 9, height: 7) == map)
  }

  @Test(arguments: [1, 6, 256])
  func writtenMapsComeBackWithAndWithoutAColourTable(_ count: Int) throws {
    let folder = try TemporaryFolder()
    let map = LabelMap.noise(width: 31, height: 5, count: count)
    let url = folder.file("labels.png")
    for palette in [Palette.standard, Palette.standard.prefix(3), Palette([]), nil] {
      try map.write(to: url, palette: palette)
      #expect(try LabelMap(contentsOf: url) == map)
    }
    #expect(try folder.names() == ["labels.png"])
  }

  @Test func aShortColourTableIsFilledUpForTheValuesThatOccur() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("labels.png")
    let own = Palette([.init(hex: 0x010203)])
    try LabelMap(width: 2, height: 1, values: [0, 4]).write(to: url, palette: own)
    #expect(try RasterFile.info(of: url).palette == Palette(own.colours + Palette.standard.colours[1...4]))
    // A table longer than needed is kept.
    try LabelMap(width: 2, height: 1, values: [0, 1]).write(to: url, palette: Palette.standard.prefix(9))
    #expect(try RasterFile.info(of: url).palette == Palette.standard.prefix(9))
    try LabelMap(width: 2, height: 1, values: [0, 1]).write(to: url, palette: nil)
    #expect(try RasterFile.info(of: url).palette == nil)
  }

  @Test func labelsAbove255AreWrittenIn16Bits() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("labels.png")
    let map = LabelMap(width: 3, height: 1, values: [7, 256, Label.none])
    try map.write(to: url)
    #expect(try RasterFile.info(of: url).storedBitDepth == 16)
    #expect(try LabelMap(contentsOf: url, as: .mask) == map)
    let few = LabelMap(width: 2, height: 1, values: [7, Label.none])
    for palette in [Palette.standard.prefix(3), nil] {
      try few.write(to: url, palette: palette)
      #expect(try RasterFile.info(of: url).storedBitDepth == 8)
      #expect(try LabelMap(contentsOf: url, as: .mask) == few)
    }
  }
}
