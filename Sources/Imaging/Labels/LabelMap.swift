import Basics

/// A map of class or cluster indices, one byte a pixel, rows from the top.
public struct LabelMap: Hashable, Sendable {
  /// Columns, in pixels.
  public let width: Int
  /// Rows, in pixels.
  public let height: Int
  /// `width * height` indices in row-major order; 255 usually means "ignore".
  public var values: [UInt8]

  /// - Precondition: `values.count == width * height`.
  public init(width: Int, height: Int, values: [UInt8]) {
    precondition(values.count == width * height, "a \(width) x \(height) label map needs \(width * height) values")
    self.width = width
    self.height = height
    self.values = values
  }

  /// The index at column `x`, row `y`.
  public subscript(x: Int, y: Int) -> UInt8 {
    get { values[y * width + x] }
    set { values[y * width + x] = newValue }
  }
}
