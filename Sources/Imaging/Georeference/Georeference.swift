import Foundation

/// Where on Earth the pixels of an image lie.
public struct Georeference: Hashable, Sendable {
  /// The files beside the image that say so.
  public let files: GeoreferenceFiles
  /// What the world file says; nil where there is none, or none that holds six numbers.
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

  /// That of an image of which nothing is known.
  public static let none = Georeference()
}

/// The affine map from pixels to coordinates on the ground: `x' = xStep * column + xTurn * row + x`, and
/// `y' = yTurn * column + yStep * row + y`, for the centres of pixels.
///
/// Source: the ESRI world file.
public struct PixelTransform: Hashable, Sendable {
  /// How far x moves for each column; the width of a pixel.
  public let xStep: Double
  /// How far y moves for each column.
  public let yTurn: Double
  /// How far x moves for each row.
  public let xTurn: Double
  /// How far y moves for each row; the height of a pixel, negative where the image's top is north.
  public let yStep: Double
  /// Coordinates of the centre of the first pixel.
  public let x: Double
  public let y: Double

  /// Reads the six lines of a world file; nil where they are not six finite numbers.
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
