import Basics
import Imaging
import TestSupport
import Testing

@Suite struct PaletteTests {
  @Test func theStandardHas256DifferentColoursAndBlackForIgnored() {
    let colours = Palette.standard.colours
    #expect(colours.count == 256)
    #expect(Set(colours).count == 256)
    #expect(colours[255] == .init(hex: 0x000000))
  }

  @Test func theFirstSevenAreThoseOfOkabeAndIto() {
    let names = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"]
    #expect(Palette.standard.colours.prefix(7).map(\.hexString) == names)
  }

  @Test func theFirstTwentyStayFarApart() {
    let colours = Palette.standard.colours.prefix(20)
    for (i, a) in colours.enumerated() {
      for b in colours.prefix(i) {
        let distance =
          abs(Int(a.red) - Int(b.red)) + abs(Int(a.green) - Int(b.green)) + abs(Int(a.blue) - Int(b.blue))
        #expect(distance >= 64, "\(a.hexString) and \(b.hexString)")
      }
    }
  }

  @Test func missingColoursComeFromTheStandard() {
    let own = Palette([.init(hex: 0x123456), .init(hex: 0xABCDEF)])
    #expect(own[1] == .init(red: 0xAB, green: 0xCD, blue: 0xEF))
    #expect(own[2] == Palette.standard[2] && own[254] == Palette.standard[254])
    #expect(own[255] == own[0] && own[257] == own[2] && own[Label.none] == Palette.standard.colours[255])
    #expect(own.filled(toCount: 5).colours == own.colours + Palette.standard.colours[2..<5])
    #expect(own.filled(toCount: 1) == own && own.filled(toCount: 256).colours.count == 256)
    #expect(own.prefix(1).colours == [.init(hex: 0x123456)] && own.prefix(9) == own)
  }

  @Test func coloursAreWrittenInSixHexDigits() {
    #expect(Palette.Colour(hex: 0x00000A).hexString == "#00000a")
    #expect(Palette.Colour(red: 255, green: 0, blue: 16).hexString == "#ff0010")
  }
}
