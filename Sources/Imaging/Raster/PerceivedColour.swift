import Basics
import Foundation

/// How different two colours look to normal and to colour-blind eyes.
enum PerceivedColour {
  /// OKLab coordinates for normal eyes (lanes 0...2), red-blind eyes (4...6) and green-blind eyes (8...10).
  static func appearances(of colour: Palette.Colour) -> SIMD16<Float> {
    let linear = SIMD3(linear(colour.red), linear(colour.green), linear(colour.blue))
    var result = SIMD16<Float>()
    for (kind, rows) in [identity, redBlind, greenBlind].enumerated() {
      let lab = okLab(product(rows, linear).clamped(lowerBound: .zero, upperBound: .one))
      for i in 0..<3 { result[4 * kind + i] = lab[i] }
    }
    return result
  }

  /// The smallest of the distances for the three kinds of eyes.
  static func distance(_ a: SIMD16<Float>, _ b: SIMD16<Float>) -> Float {
    let squares = (a - b) * (a - b)
    let normal = squares[0] + squares[1] + squares[2]
    let redBlind = squares[4] + squares[5] + squares[6]
    let greenBlind = squares[8] + squares[9] + squares[10]
    // With full weight for colour blindness, too few hues would be left for normal eyes.
    return min(normal, 2 * min(redBlind, greenBlind)).squareRoot()
  }

  private typealias Rows = (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)

  private static let identity: Rows = (.init(1, 0, 0), .init(0, 1, 0), .init(0, 0, 1))
  private static let redBlind: Rows = (
    .init(0.152286, 1.052583, -0.204868), .init(0.114503, 0.786281, 0.099216), .init(-0.003882, -0.048116, 1.051998)
  )
  private static let greenBlind: Rows = (
    .init(0.367322, 0.860646, -0.227968), .init(0.280085, 0.672501, 0.047413), .init(-0.011820, 0.042940, 0.968881)
  )

  private static func product(_ rows: Rows, _ vector: SIMD3<Float>) -> SIMD3<Float> {
    .init((rows.0 * vector).sum(), (rows.1 * vector).sum(), (rows.2 * vector).sum())
  }

  private static func linear(_ value: UInt8) -> Float {
    let x = Float(value) / 255
    return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
  }

  private static func okLab(_ linear: SIMD3<Float>) -> SIMD3<Float> {
    let cones = product(
      (
        .init(0.4122214708, 0.5363325363, 0.0514459929), .init(0.2119034982, 0.6806995451, 0.1073969566),
        .init(0.0883024619, 0.2817188376, 0.6299787005)
      ), linear)
    let roots = SIMD3(cbrt(cones[0]), cbrt(cones[1]), cbrt(cones[2]))
    return product(
      (
        .init(0.2104542553, 0.7936177850, -0.0040720468), .init(1.9779984951, -2.4285922050, 0.4505937099),
        .init(0.0259040371, 0.7827717662, -0.8086757660)
      ), roots)
  }
}
