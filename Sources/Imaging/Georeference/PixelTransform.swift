/// The affine map from pixels to coordinates on the ground: `x' = xStep * column + xTurn * row + x`, and
/// `y' = yTurn * column + yStep * row + y`, for the centres of pixels.
///
/// Source: the ESRI world file.
public struct PixelTransform: Hashable, Sendable {
  /// The change of x from one column to the next: the width of a pixel.
  public let xStep: Double
  /// The change of y from one column to the next.
  public let yTurn: Double
  /// The change of x from one row to the next.
  public let xTurn: Double
  /// The change of y from one row to the next: the height of a pixel. It is negative when north is at the top.
  public let yStep: Double
  /// The coordinates of the centre of the first pixel.
  public let x: Double
  /// The second of these coordinates.
  public let y: Double

  /// Reads the text of a world file; nil when it does not hold six finite numbers.
  public init?(worldFile text: String) {
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 6 else { return nil }
    let values = numbers.compactMap { $0 }.filter(\.isFinite)
    guard values.count == 6 else { return nil }
    (xStep, yTurn, xTurn, yStep, x, y) = (values[0], values[1], values[2], values[3], values[4], values[5])
  }

  /// The transform of six numbers in GDAL's order, which begin at the outer corner of the first pixel: `x`, `xStep`, `xTurn`,
  /// `y`, `yTurn`, `yStep`. It is nil when they are not six finite numbers.
  public init?(geoTransform values: [Double]) {
    guard values.count == 6, values.allSatisfy(\.isFinite) else { return nil }
    (xStep, xTurn, yTurn, yStep) = (values[1], values[2], values[4], values[5])
    x = values[0] + (values[1] + values[2]) / 2
    y = values[3] + (values[4] + values[5]) / 2
  }

  /// The six numbers in GDAL's order, from the outer corner of the first pixel.
  public var geoTransform: [Double] {
    [x - (xStep + xTurn) / 2, xStep, xTurn, y - (yTurn + yStep) / 2, yTurn, yStep]
  }

  /// The text of a world file.
  public var worldFile: String { [xStep, yTurn, xTurn, yStep, x, y].map { "\($0)\n" }.joined() }

  /// The coordinates of the centre of the pixel at `column` and `row`.
  public func coordinates(column: Int, row: Int) -> (x: Double, y: Double) {
    coordinates(column: Double(column), row: Double(row))
  }

  /// The coordinates of a place between pixels. Whole numbers are centres of pixels, and -0.5 is the outer edge of the first.
  public func coordinates(column: Double, row: Double) -> (x: Double, y: Double) {
    (xStep * column + xTurn * row + x, yTurn * column + yStep * row + y)
  }

  /// The place between pixels that has these coordinates, the inverse of `coordinates(column:row:)`; nil where pixels have
  /// no area.
  public func pixel(x: Double, y: Double) -> (column: Double, row: Double)? {
    let determinant = xStep * yStep - xTurn * yTurn
    guard determinant != 0, determinant.isFinite else { return nil }
    let (east, north) = (x - self.x, y - self.y)
    return ((yStep * east - xTurn * north) / determinant, (xStep * north - yTurn * east) / determinant)
  }

  /// The area of a pixel, in square units of the coordinates.
  public var pixelArea: Double { abs(xStep * yStep - xTurn * yTurn) }
}
