/// A layer of polygons: what its features have, and what their coordinates mean.
package struct VectorLayer: Hashable, Sendable {
  /// A field that every feature has a value of.
  package struct Field: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case integer
      case real
      case text
    }

    package let name: String
    package let kind: Kind

    package init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  package enum Geometry: Hashable, Sendable {
    /// Each feature has one polygon.
    case polygon
    /// Each feature has one polygon or several.
    case multiPolygon
  }

  package let name: String
  package let fields: [Field]
  package let geometry: Geometry
  /// Nil for coordinates of unknown meaning, such as pixels.
  package let coordinateSystem: CoordinateSystem?

  package init(name: String, fields: [Field], geometry: Geometry, coordinateSystem: CoordinateSystem?) {
    self.name = name
    self.fields = fields
    self.geometry = geometry
    self.coordinateSystem = coordinateSystem
  }
}

/// One feature of a ``VectorLayer``.
package struct VectorFeature: Hashable, Sendable {
  package enum Value: Hashable, Sendable {
    case integer(Int)
    case real(Double)
    case text(String)
    case missing
  }

  package struct Point: Hashable, Sendable {
    package let x: Double
    package let y: Double

    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// A value for each field of the layer, in that order.
  package let values: [Value]
  /// For each polygon its rings, whose last point is their first: the outer one, which runs counterclockwise with y up, and then
  /// those of holes, which run clockwise.
  package let polygons: [[[Point]]]

  package init(values: [Value], polygons: [[[Point]]]) {
    self.values = values
    self.polygons = polygons
  }
}
