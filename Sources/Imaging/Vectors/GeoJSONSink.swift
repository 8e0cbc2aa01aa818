import Basics
import Foundation

/// Writes a layer as GeoJSON, a feature a line.
///
/// The coordinate system is named by a `crs` member, as the specification of 2008 has it, where it has a number in the EPSG register
/// and is not WGS 84. RFC 7946 has dropped that member and allows WGS 84 only, but GDAL and QGIS read it. Coordinates of an
/// unknown system get `"crs": null`, which stands for that in the same specification.
///
/// Source: RFC 7946, and "The GeoJSON Format Specification" (2008), section 3.
package final class GeoJSONSink: VectorSink {
  private let layer: VectorLayer
  private let file: AtomicFile
  private var text = ""
  private var isFirst = true

  /// - Parameter members: what the file says beside the layer, each with a name that GeoJSON does not use.
  /// - Throws: `FileAccessError.unwritable`.
  package init(to url: URL, _ layer: VectorLayer, members: [(name: String, json: String)] = []) throws {
    self.layer = layer
    file = try AtomicFile(at: url)
    text = "{\n\"type\": \"FeatureCollection\",\n\"name\": \(Self.quoted(layer.name)),\n"
    if let system = layer.coordinateSystem {
      if let epsg = system.epsg, epsg != 4326 {
        text += "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"urn:ogc:def:crs:EPSG::\(epsg)\"}},\n"
      }
    } else {
      text += "\"crs\": null,\n"
    }
    for member in members { text += "\(Self.quoted(member.name)): \(member.json),\n" }
    text += "\"features\": [\n"
  }

  package var remark: String? {
    guard let system = layer.coordinateSystem, system.epsg == nil else { return nil }
    if case .geographic(_, .wgs84) = system.kind { return nil }
    return
      "\(file.path): the coordinate system \(system.name) has no number in the EPSG register, so the file cannot name it; "
      + "programs take the coordinates for longitude and latitude unless they are told"
  }

  package func write(_ feature: VectorFeature) throws {
    precondition(feature.values.count == layer.fields.count, "a feature has a value for each field")
    precondition(layer.geometry == .multiPolygon || feature.polygons.count == 1, "the layer holds single polygons")
    text += isFirst ? "" : ",\n"
    isFirst = false
    text += "{\"type\": \"Feature\", \"properties\": {"
    for (index, (field, value)) in zip(layer.fields, feature.values).enumerated() {
      text += "\(index > 0 ? ", " : "")\(Self.quoted(field.name)): "
      switch value {
      case .integer(let number): text += "\(number)"
      case .real(let number): text += NumberText.shortest(number)
      case .text(let value): text += Self.quoted(value)
      case .missing: text += "null"
      }
    }
    let isMulti = layer.geometry == .multiPolygon
    text += "}, \"geometry\": {\"type\": \"\(isMulti ? "MultiPolygon" : "Polygon")\", "
    text += "\"coordinates\": \(isMulti ? "[" : "")"
    for (index, polygon) in feature.polygons.enumerated() {
      text += index > 0 ? "," : ""
      try write(polygon)
    }
    text += "\(isMulti ? "]" : "")}}"
  }

  private func write(_ polygon: [[VectorFeature.Point]]) throws {
    text += "["
    for (index, ring) in polygon.enumerated() {
      text += index > 0 ? ",[" : "["
      for (index, point) in ring.enumerated() {
        text += index > 0 ? ",[" : "["
        text += NumberText.shortest(point.x)
        text += ","
        text += NumberText.shortest(point.y)
        text += "]"
        // A polygon can have millions of corners.
        if text.utf8.count > 1 << 18 { try flush() }
      }
      text += "]"
    }
    text += "]"
  }

  package func finish() throws {
    text += "\n]\n}\n"
    try flush()
    try file.commit()
  }

  private func flush() throws {
    try file.write(Array(text.utf8))
    text.removeAll(keepingCapacity: true)
  }

  /// A text as a JSON string.
  package static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
