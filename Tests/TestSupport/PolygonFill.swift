/// Fills polygons, to compare them with the mask that they were made of.
package enum PolygonFill {
  /// The pixels whose centres lie within rings, by the even-odd rule.
  /// - Parameters:
  ///   - rings: points in columns and rows of pixel corners; the last point of a ring is its first.
  /// - Returns: the places of the pixels, row by row.
  package static func pixels(
    _ rings: [[(x: Double, y: Double)]], width: Int, height: Int
  ) -> [Int] {
    var filled: [Int] = []
    for row in 0..<height {
      let y = Double(row) + 0.5
      var crossings: [Double] = []
      for ring in rings {
        for (one, other) in zip(ring, ring.dropFirst()) where (one.y <= y) != (other.y <= y) {
          crossings.append(one.x + (y - one.y) / (other.y - one.y) * (other.x - one.x))
        }
      }
      crossings.sort()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        for column in 0..<width where (crossings[pair]...crossings[pair + 1]).contains(Double(column) + 0.5) {
          filled.append(row * width + column)
        }
      }
    }
    return filled
  }
}
