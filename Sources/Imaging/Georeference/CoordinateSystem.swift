/// The coordinate system of an image, told by its well-known text.
public struct CoordinateSystem: Hashable, Sendable {
  /// What the coordinates measure.
  public enum Kind: Hashable, Sendable {
    /// Lengths on a map. The value is the metres of one unit.
    case projected(metres: Double)
    /// Longitude and latitude. The values are the radians of one unit, and the ellipsoid.
    case geographic(radians: Double, Ellipsoid)
    /// Anything else, such as a local system of unknown units.
    case other
  }

  /// The text, in any version of WKT.
  public let wkt: String
  /// The name, such as `WGS 84 / UTM zone 33N`.
  public let name: String
  /// The number in the EPSG register, where the text tells it.
  public let epsg: Int?
  /// Whether coordinates are lengths or angles.
  public let kind: Kind

  /// Reads well-known text; nil when it is of another form, such as a PROJ string.
  public init?(wkt text: String) {
    guard let root = WellKnownText(text) else { return nil }
    wkt = text
    let node = Self.horizontal(root)
    name = node.values.first ?? root.keyword
    epsg = Self.epsg(node)
    switch node.keyword {
    case "PROJCS", "PROJCRS", "PROJECTEDCRS":
      kind = .projected(metres: Self.unit(node, "UNIT", "LENGTHUNIT") ?? 1)
    case "GEOGCS", "GEOGCRS", "GEOGRAPHICCRS", "GEODCRS":
      kind = .geographic(
        radians: Self.unit(node, "UNIT", "ANGLEUNIT") ?? .pi / 180, Ellipsoid(node) ?? .wgs84)
    default:
      kind = .other
    }
  }

  /// The part of a compound or bound system that places a point on the ground.
  private static func horizontal(_ root: WellKnownText) -> WellKnownText {
    let inner =
      switch root.keyword {
      case "COMPD_CS", "COMPOUNDCRS": root.nodes.first
      case "BOUNDCRS": root.node("SOURCECRS")?.nodes.first
      default: WellKnownText?.none
      }
    return inner.map(horizontal) ?? root
  }

  private static func epsg(_ node: WellKnownText) -> Int? {
    guard let register = node.node("AUTHORITY", "ID"), register.values.count >= 2,
      register.values[0].uppercased() == "EPSG"
    else { return nil }
    return Int(register.values[1])
  }

  /// The factor of the unit of a system, or of its first axis.
  private static func unit(_ node: WellKnownText, _ first: String, _ second: String) -> Double? {
    let found = node.node(first, second) ?? node.node("AXIS")?.node(first, second)
    guard let text = found.flatMap({ $0.values.count > 1 ? $0.values[1] : nil }), let value = Double(text), value > 0,
      value.isFinite
    else { return nil }
    return value
  }
}
