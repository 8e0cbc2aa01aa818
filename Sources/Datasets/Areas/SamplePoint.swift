/// A point of a sample: where it lies, and which class it has by the reference.
package struct SamplePoint: Hashable, Sendable {
  /// The place of a point.
  package enum Place: Hashable, Sendable {
    /// On the map, in the coordinate system of the masks.
    case coordinates(x: Double, y: Double)
    /// In an image, counted from 0.
    case pixel(column: Int, row: Int)
  }

  /// The line of the file, counted from 1.
  package let line: Int
  package let place: Place
  /// The image that the point lies in; nil where the file does not tell.
  package let image: String?
  /// The name or the value of the class.
  package let label: String

  package init(line: Int, place: Place, image: String? = nil, label: String) {
    self.line = line
    self.place = place
    self.image = image
    self.label = label
  }
}

/// A point on a pixel of a mask.
package struct PlacedPoint: Hashable, Sendable {
  package let column: Int
  package let row: Int
  /// The number of the class of the reference.
  package let reference: Int

  package init(column: Int, row: Int, reference: Int) {
    self.column = column
    self.row = row
    self.reference = reference
  }
}
