import Basics
import Foundation

/// The areas in the masks of one share.
package struct AreasPart: Codable, Hashable, Sendable {
  private struct Image: Codable, Hashable {
    var path: String
    var zones: [Zone]
  }

  private struct Zone: Codable, Hashable {
    /// 65535 stands for no zone.
    var value: UInt16
    /// The pixels of each class, and then those without a class.
    var pixels: [Int]
    /// Their square metres; null where they are not known.
    var squareMetres: [Double?]
  }

  package let part: PartHeader
  /// Nil where each value is a class.
  private let classes: [NamedClass]?
  /// Nil where there are no zones.
  private let zoneNames: [NamedClass]?
  private let images: [Image]
  /// Masks that could not be measured.
  package let failures: [FileFailure]

  package init(_ part: PartHeader, _ table: AreaTable, failures: [FileFailure]) {
    self.part = part
    classes = table.isNamed ? table.classes : nil
    zoneNames = table.zoneNames
    images = table.images.map { image in
      Image(
        path: image.path,
        zones: image.zones.sorted { $0.key < $1.key }.map { value, areas in
          let all = areas.ofClass + [areas.noClass]
          return Zone(value: value, pixels: all.map(\.pixels), squareMetres: all.map(\.squareMetres))
        })
    }
    self.failures = failures
  }

  /// The areas in all masks.
  /// - Parameter parts: each with the file that it comes from.
  /// - Throws: ``PartError``.
  package static func joined(_ parts: [(path: String, part: AreasPart)]) throws -> AreaTable {
    let ordered = try PartHeader.order(parts.map { ($0.path, $0.part.part) }).map { parts[$0] }
    let first = ordered[0].part
    var images: [AreaTable.Image] = []
    for (path, part) in ordered {
      guard part.classes == first.classes, part.zoneNames == first.zoneNames else {
        throw PartError.otherTerms(
          path: path, terms: "its classes and zones", otherPath: ordered[0].path, otherTerms: "other ones")
      }
      for image in part.images {
        let zones = try image.zones.map { zone in
          guard let areas = ClassAreas(zone.pixels, zone.squareMetres, classes: part.classes?.count) else {
            throw PartError.notPart(path: path, reason: "holds areas that do not fit its classes; make the share anew")
          }
          return (zone.value, areas)
        }
        images.append(AreaTable.Image(path: image.path, zones: Dictionary(zones) { first, _ in first }))
      }
    }
    return AreaTable(classes: first.classes, images: images, zones: first.zoneNames)
  }
}

extension ClassAreas {
  /// - Returns: nil for numbers that are no areas.
  fileprivate init?(_ pixels: [Int], _ squareMetres: [Double?], classes: Int?) {
    guard pixels.count == squareMetres.count, let last = pixels.indices.last, classes.map({ $0 == last }) ?? true,
      last <= Int(UInt16.max), pixels.allSatisfy({ (0...1 << 40).contains($0) })
    else { return nil }
    let areas = zip(pixels, squareMetres).map { Area(pixels: $0, squareMetres: $1) }
    self.init(ofClass: Array(areas[..<last]), noClass: areas[last])
  }
}
