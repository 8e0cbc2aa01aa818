import Imaging

/// The pixels within rings of corners, and not within the rings around holes.
package struct FilledRings {
  package let left: Int
  package let top: Int
  package let width: Int
  package let height: Int
  /// Whether each pixel of the rectangle around the rings is within, row by row.
  package private(set) var values: [Bool]

  /// - Parameter rings: along the sides of pixels; the last corner of each is its first.
  package init(_ rings: [[PixelCorner]]) {
    let corners = rings.joined()
    left = Int(corners.map(\.x).min() ?? 0)
    top = Int(corners.map(\.y).min() ?? 0)
    width = Int(corners.map(\.x).max() ?? 0) - left
    height = Int(corners.map(\.y).max() ?? 0) - top
    values = [Bool](repeating: false, count: width * height)
    // A side that goes down or up changes whether the pixels to its right are within.
    for ring in rings {
      for (one, other) in zip(ring, ring.dropFirst()) where one.x == other.x && Int(one.x) - left < width {
        let column = Int(one.x) - left
        for row in Int(min(one.y, other.y)) - top..<Int(max(one.y, other.y)) - top {
          values[row * width + column].toggle()
        }
      }
    }
    for row in 0..<height {
      for place in row * width + 1..<max(row * width + 1, (row + 1) * width) where values[place - 1] {
        values[place].toggle()
      }
    }
  }
}
