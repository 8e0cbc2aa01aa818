import Foundation

/// The place of an image on Earth.
public struct Georeference: Hashable, Sendable {
  /// The files beside the image that hold the place.
  public let files: GeoreferenceFiles
  /// The map from pixels to coordinates; nil when there is no valid world file.
  public let transform: PixelTransform?

  /// The georeference of the image file at `url`.
  public init(of image: URL) {
    files = GeoreferenceFiles(beside: image)
    transform = files.world.flatMap { try? String(contentsOf: $0, encoding: .utf8) }.flatMap {
      PixelTransform(worldFile: $0)
    }
  }

  private init() {
    files = .none
    transform = nil
  }

  /// The value for an image without a known place.
  public static let none = Georeference()
}

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
  public let y: Double

  /// Reads the text of a world file; nil when it does not hold six finite numbers.
  public init?(worldFile text: String) {
    let numbers = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard numbers.count == 6 else { return nil }
    let values = numbers.compactMap { $0 }.filter(\.isFinite)
    guard values.count == 6 else { return nil }
    (xStep, yTurn, xTurn, yStep, x, y) = (values[0], values[1], values[2], values[3], values[4], values[5])
  }

  /// The coordinates of the centre of the pixel at `column` and `row`.
  public func coordinates(column: Int, row: Int) -> (x: Double, y: Double) {
    (xStep * Double(column) + xTurn * Double(row) + x, yTurn * Double(column) + yStep * Double(row) + y)
  }
}
