import Basics
import Imaging

/// The areas of classes in each mask, and in zones where there are such.
public struct AreaTable: Sendable, Hashable {
  /// The areas in one mask.
  public struct Image: Sendable, Hashable {
    /// The path of the mask below the folder of masks.
    public let path: String
    /// The areas in each zone; `Label.none` stands for no zone, and for all pixels where there are no zones.
    public let zones: [UInt16: ClassAreas]

    package init(path: String, zones: [UInt16: ClassAreas]) {
      self.path = path
      self.zones = zones
    }
  }

  /// The classes, each with its value in masks.
  public let classes: [NamedClass]
  /// The areas in each mask, in the order of the masks.
  public let images: [Image]
  /// The areas in all masks.
  public let total: ClassAreas
  /// Whether the classes come from names; else each is a value.
  let isNamed: Bool
  /// The classes that tables show: all that have a name or pixels.
  let shown: [Int]
  /// The zones of a file of names; nil where there are no zones.
  let zoneNames: [NamedClass]?

  /// - Parameters:
  ///   - classes: nil where each value is a class.
  ///   - zones: the names of zones, which may be empty; nil where there are no zones.
  package init(classes: [NamedClass]?, images: [Image], zones: [NamedClass]? = nil) {
    let met = images.flatMap { $0.zones.values.map(\.ofClass.count) }.max() ?? 0
    let list = classes ?? NamedClass.numbered(met)
    let total = Self.sum(images.map { Self.sum($0.zones) }).padded(to: list.count)
    self.classes = list
    self.images = images
    self.total = total
    isNamed = classes != nil
    shown = list.indices.filter { classes != nil || total.ofClass[$0].pixels > 0 }
    zoneNames = zones
  }

  /// The areas in all masks of each zone by its value; no zone comes last.
  public var zones: [(value: UInt16, areas: ClassAreas)] {
    let values = Set(images.flatMap(\.zones.keys)).sorted()
    return values.map { value in
      (value, Self.sum(images.compactMap { $0.zones[value] }).padded(to: classes.count))
    }
  }

  /// The name of a zone.
  func name(ofZone value: UInt16) -> String {
    if value == Label.none { return "no zone" }
    return zoneNames?.first { $0.values.contains(value) }?.name ?? "\(value)"
  }

  /// The wanted unit, or the one that suits the whole area; nil where the area is not known, or there is none.
  func unit(_ wanted: AreaUnit?) -> AreaUnit? {
    let whole = total.classified
    return whole.pixels == 0 ? nil : whole.squareMetres.map { wanted ?? .fitting(squareMetres: $0) }
  }

  static func sum(_ zones: [UInt16: ClassAreas]) -> ClassAreas {
    sum(zones.sorted { $0.key < $1.key }.map(\.value))
  }

  private static func sum(_ areas: [ClassAreas]) -> ClassAreas {
    areas.reduce(ClassAreas(ofClass: [])) { $0.adding($1) }
  }
}
