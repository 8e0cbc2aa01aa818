/// The area of the pixels of an image on the ground.
///
/// In a projected system it is the area on the map: the distortion of the projection is left in. In a geographic system it is
/// the area on the ellipsoid, which changes from row to row.
public struct GroundArea: Hashable, Sendable {
  private enum Form: Hashable, Sendable {
    case constant(Double)
    /// Of pixels whose sides run along the meridians and the parallels.
    case bands(PixelTransform, radians: Double, Ellipsoid)
  }

  private let form: Form

  /// The area of pixels that lie so on Earth; nil where the units are unknown.
  public init?(_ georeference: Georeference) {
    guard let transform = georeference.transform, let system = georeference.coordinateSystem else { return nil }
    switch system.kind {
    case .projected(let metres):
      form = .constant(transform.pixelArea * metres * metres)
    case .geographic(let radians, let ellipsoid):
      guard transform.xTurn == 0, transform.yTurn == 0 else { return nil }
      form = .bands(transform, radians: radians, ellipsoid)
    case .other:
      return nil
    }
  }

  /// The area of a pixel of one row, in square metres.
  public func ofPixel(row: Int) -> Double {
    switch form {
    case .constant(let area):
      return area
    case .bands(let transform, let radians, let ellipsoid):
      let edges = [Double(row) - 0.5, Double(row) + 0.5].map { row in
        ellipsoid.areaFromEquator(to: transform.coordinates(column: 0, row: row).y * radians)
      }
      return abs((edges[1] - edges[0]) * transform.xStep * radians)
    }
  }

  /// Whether the area is the same in all rows.
  public var isConstant: Bool {
    if case .constant = form { true } else { false }
  }
}
