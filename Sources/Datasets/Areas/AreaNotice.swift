import Basics
import Foundation
import Imaging

/// What is to be known about the areas of masks.
package enum AreaNotice: Hashable, Sendable {
  /// The mask does not tell where it lies; the value says what is missing.
  case noPlace(Missing)
  /// The mask lies in Web Mercator, whose areas are this many times those on the ground.
  case webMercator(factor: Double)

  /// What is missing for areas on the ground.
  package enum Missing: Hashable, Sendable { case georeference, coordinateSystem, units, upright }

  /// The area of the pixels of a mask, and what is to be said about it.
  static func area(of info: RasterInfo) -> (area: GroundArea?, notice: AreaNotice?) {
    let place = info.georeference
    guard let transform = place.transform else { return (nil, .noPlace(.georeference)) }
    guard let system = place.coordinateSystem else { return (nil, .noPlace(.coordinateSystem)) }
    guard let area = GroundArea(place) else { return (nil, .noPlace(.units)) }
    // The rows of the file are not those of the upright picture.
    if info.orientation != .upright, !area.isConstant { return (nil, .noPlace(.upright)) }
    guard isWebMercator(system) else { return (area, nil) }
    let middle = transform.coordinates(column: Double(info.width) / 2, row: Double(info.height) / 2)
    let stretch = cosh(middle.y / Ellipsoid.wgs84.semiMajor)
    return (area, .webMercator(factor: stretch * stretch))
  }

  private static func isWebMercator(_ system: CoordinateSystem) -> Bool {
    if let epsg = system.epsg, [3857, 3785, 900913, 102100].contains(epsg) { return true }
    let name = system.name.lowercased().filter { $0.isLetter }
    return name.contains("pseudomercator") || name.contains("webmercator") || name.contains("popularvisualisation")
  }

  /// What a user should know about the places of masks, a sentence for each kind.
  package static func messages(_ masks: [(path: String, notice: AreaNotice?)]) -> [(text: String, isWarning: Bool)] {
    var messages: [(text: String, isWarning: Bool)] = []
    let unplaced = masks.compactMap { mask -> (path: String, missing: Missing)? in
      if case .noPlace(let missing)? = mask.notice { (mask.path, missing) } else { nil }
    }
    if let first = unplaced.first {
      let which =
        unplaced.count == masks.count
        ? "the masks do not tell their area on the ground"
        : "\(unplaced.count) of \(masks.count) masks \(unplaced.count == 1 ? "does" : "do") not tell the area on the ground"
      let result =
        unplaced.count == masks.count
        ? "so pixels and shares alone are given" : "so there is no area in total; leave them out to have one"
      messages.append(("\(which), \(result): \(first.path) \(first.missing.words)", unplaced.count < masks.count))
    }
    let stretched = masks.compactMap { mask -> Double? in
      if case .webMercator(let factor)? = mask.notice { factor } else { nil }
    }
    if let factor = stretched.max() {
      messages.append(
        (
          "the masks lie in Web Mercator, whose areas are not those on the ground: they are up to "
            + "\(NumberText.decimal(factor, 2)) times as large here; reproject the masks to an equal-area system or to UTM",
          true
        ))
    }
    return messages
  }
}

extension AreaNotice.Missing {
  fileprivate var words: String {
    switch self {
    case .georeference: "has no georeference (a world file, such as .pgw, and .prj)"
    case .coordinateSystem: "has a world file, but no coordinate system (.prj or .aux.xml)"
    case .units: "has a coordinate system whose units or turn are not known"
    case .upright: "is stored turned, so that its rows are not those of its georeference"
    }
  }
}
