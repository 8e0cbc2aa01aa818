import Foundation

/// The shape of the Earth that geographic coordinates refer to.
public struct Ellipsoid: Hashable, Sendable {
  /// Half of the longest diameter, in metres.
  public let semiMajor: Double
  /// The square of the eccentricity, at least 0 and below 1.
  public let squaredEccentricity: Double

  /// - Parameter inverseFlattening: 0 for a sphere.
  /// - Precondition: `semiMajor` is positive, and `inverseFlattening` is 0 or above 1.
  public init(semiMajor: Double, inverseFlattening: Double) {
    precondition(semiMajor > 0 && (inverseFlattening == 0 || inverseFlattening > 1), "not the numbers of an ellipsoid")
    self.semiMajor = semiMajor
    let flattening = inverseFlattening == 0 ? 0 : 1 / inverseFlattening
    squaredEccentricity = flattening * (2 - flattening)
  }

  /// The ellipsoid of WGS 84.
  public static let wgs84 = Ellipsoid(semiMajor: 6_378_137, inverseFlattening: 298.257223563)

  init?(_ system: WellKnownText) {
    guard let node = system.anyNode("SPHEROID", "ELLIPSOID"), node.values.count >= 3,
      let major = Double(node.values[1]),
      let inverse = Double(node.values[2]), major > 0, major.isFinite, inverse == 0 || (inverse > 1 && inverse.isFinite)
    else { return nil }
    self.init(semiMajor: major, inverseFlattening: inverse)
  }

  /// The area between the equator and a latitude, for one radian of longitude, in square metres. It is negative in the
  /// south.
  ///
  /// Source: Snyder, Map Projections: A Working Manual (1987), equation 3-12, for the authalic latitude.
  func areaFromEquator(to latitude: Double) -> Double {
    let (e2, sine) = (squaredEccentricity, sin(latitude))
    guard e2 > 1e-12 else { return semiMajor * semiMajor * sine }
    let e = e2.squareRoot()
    let part = sine / (1 - e2 * sine * sine) + log((1 + e * sine) / (1 - e * sine)) / (2 * e)
    return semiMajor * semiMajor * (1 - e2) / 2 * part
  }
}
