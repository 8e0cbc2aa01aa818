import Basics
import Foundation
import Imaging

/// What the polygons of a folder of masks have in common: the units, the coordinate system, and the names of the values.
package struct MaskLayer: Sendable {
  /// Whether areas are square metres, and not pixels.
  package let isMetric: Bool
  /// Whether coordinates are those of a map, and not pixels.
  let hasMap: Bool
  let coordinateSystem: CoordinateSystem?
  private let entries: [UInt16: (number: Int, name: String, colour: Palette.Colour)]
  private let hasProbabilities: Bool
  private let geometry: VectorLayer.Geometry

  /// - Parameters:
  ///   - infos: of all masks that can be read.
  ///   - classes: what the masks show; none where nothing names it.
  /// - Throws: ``MaskLayerError`` for masks whose coordinates do not fit together.
  package init(_ infos: [RasterInfo], classes: [NamedClass], settings: PolygonSettings) throws {
    if let first = infos.first {
      for other in infos.dropFirst() where Self.place(of: other) != Self.place(of: first) {
        throw MaskLayerError.placesDiffer(
          path: other.path, place: Self.place(of: other), otherPath: first.path, otherPlace: Self.place(of: first))
      }
    }
    let place = infos.first?.uprightGeoreference ?? .none
    hasMap = place.transform != nil
    coordinateSystem = hasMap ? place.coordinateSystem : nil
    isMetric = !infos.isEmpty && infos.allSatisfy { RingMeasure(metresOf: $0) != nil }
    hasProbabilities = settings.probabilities != nil
    geometry = settings.connectivity == .eight ? .multiPolygon : .polygon
    var entries: [UInt16: (number: Int, name: String, colour: Palette.Colour)] = [:]
    for (number, entry) in classes.enumerated() {
      for value in entry.values where entries[value] == nil {
        entries[value] = (number, entry.name, entry.colour(number: number))
      }
    }
    self.entries = entries
  }

  /// What the coordinates of a mask mean, in words.
  private static func place(of info: RasterInfo) -> String {
    let place = info.uprightGeoreference
    guard place.transform != nil else { return "no georeference" }
    guard let system = place.coordinateSystem else { return "coordinates of an unknown system" }
    return system.epsg.map { "the coordinate system EPSG:\($0)" } ?? "the coordinate system \(system.name)"
  }

  /// The layer that is written.
  package func vectorLayer(name: String) -> VectorLayer {
    var fields: [VectorLayer.Field] = [
      .init("class", .integer), .init("name", .text), .init("colour", .text), .init("image", .text),
      .init(isMetric ? "area_m2" : "area_px", .real), .init(isMetric ? "perimeter_m" : "perimeter_px", .real),
    ]
    if hasProbabilities { fields.append(.init("probability", .real)) }
    return VectorLayer(name: name, fields: fields, geometry: geometry, coordinateSystem: coordinateSystem)
  }

  /// The values of the fields of one polygon.
  /// - Parameter palette: the colours of the mask, for values that nothing beside the masks names.
  func values(
    label: UInt16, image: String, area: Double, length: Double, probability: Double?, palette: Palette?
  ) -> [VectorFeature.Value] {
    let entry = entries[label]
    let own = palette.flatMap { Int(label) < $0.colours.count ? $0.colours[Int(label)] : nil }
    var values: [VectorFeature.Value] = [
      .integer(Int(label)), entry.map { .text($0.name) } ?? .missing,
      (entry?.colour ?? own).map { .text($0.hexString) } ?? .missing, .text(image), .real(Self.rounded(area)),
      .real(Self.rounded(length)),
    ]
    if hasProbabilities { values.append(probability.map { .real(Self.rounded($0)) } ?? .missing) }
    return values
  }

  /// A measured value to the millionth, so that its text is short.
  private static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

  /// The name of a value of masks; the value where nothing names it.
  package func name(of label: UInt16) -> String { entries[label]?.name ?? "\(label)" }

  /// The number of the class that a value stands for.
  func number(of label: UInt16) -> Int { entries[label]?.number ?? Int(label) }

  /// The fields and classes, to tell them from those of other masks.
  package var words: String {
    let fields = vectorLayer(name: "").fields.map(\.name).joined(separator: " ")
    let classes = entries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.name)" }.joined(separator: ", ")
    return "; fields \(fields); classes \(classes)"
  }

  /// The map from pixels to coordinates; nil for pixels.
  func transform(of info: RasterInfo) -> PixelTransform? { hasMap ? info.uprightGeoreference.transform : nil }

  func measure(of info: RasterInfo) -> RingMeasure { (isMetric ? RingMeasure(metresOf: info) : nil) ?? .pixels }
}

/// Why masks cannot be polygons of one layer.
public enum MaskLayerError: FileError, Hashable {
  /// The coordinates of two masks have different meanings.
  case placesDiffer(path: String, place: String, otherPath: String, otherPlace: String)

  public var path: String {
    switch self {
    case .placesDiffer(let path, _, _, _): path
    }
  }

  public var reason: String {
    switch self {
    case .placesDiffer(_, let place, let otherPath, let otherPlace):
      "has \(place), and \(otherPath) has \(otherPlace); one layer has coordinates of one kind, so make a file of each"
    }
  }
}
