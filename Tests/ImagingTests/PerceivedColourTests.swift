import Basics
import Foundation
import Imaging
import TestSupport
import Testing

/// Whether colour-blind eyes tell the standard palette's colours apart, by another simulation and another colour space
/// than those it was chosen with: Viénot, Brettel and Mollon (1999) and CIELAB (1976), where 2.3 is just noticeable.
@Suite struct PerceivedColourTests {
  enum Vision: CaseIterable { case normal, protanopia, deuteranopia }

  @Test(arguments: Vision.allCases)
  func theFirstSevenStayApart(_ vision: Vision) {
    let seen = Palette.standard.colours.prefix(7).map { Self.lab($0, vision) }
    #expect(Self.least(seen) > 15)
  }

  @Test(arguments: Vision.allCases)
  func theColoursOfAnErrorMapStayFarApart(_ vision: Vision) {
    #expect(Self.least(AgreementRows.palette.colours.map { Self.lab($0, vision) }) > 20)
  }

  @Test func theMeasureSeesWhatColourBlindEyesConfuse() {
    // A red and a green of one lightness, which differ for normal eyes only.
    let pair = [Palette.Colour(hex: 0xB04A20), .init(hex: 0x6E7000)]
    #expect(Self.least(pair.map { Self.lab($0, .normal) }) > 35)
    #expect(Self.least(pair.map { Self.lab($0, .deuteranopia) }) < 15)
  }

  private static func least(_ colours: [SIMD3<Double>]) -> Double {
    var least = Double.infinity
    for (i, a) in colours.enumerated() {
      for b in colours.prefix(i) { least = min(least, ((a - b) * (a - b)).sum().squareRoot()) }
    }
    return least
  }

  private static func lab(_ colour: Palette.Colour, _ vision: Vision) -> SIMD3<Double> {
    func linear(_ value: UInt8) -> Double {
      let x = Double(value) / 255
      return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
    }
    let rgb = SIMD3(linear(colour.red), linear(colour.green), linear(colour.blue))
    let seen: SIMD3<Double> =
      switch vision {
      case .normal: rgb
      // Products of the paper's matrices: to cone responses, with one of them replaced, and back.
      case .protanopia:
        product([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]], rgb)
      case .deuteranopia:
        product([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]], rgb)
      }
    let xyz =
      product([[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.95030]], seen)
      / SIMD3(0.95047, 1, 1.08883)
    let f = SIMD3((0..<3).map { xyz[$0] > 0.008856 ? cbrt(xyz[$0]) : 7.787 * xyz[$0] + 16 / 116 })
    return SIMD3(116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]))
  }

  private static func product(_ rows: [SIMD3<Double>], _ vector: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(rows.map { ($0 * vector).sum() })
  }
}
