import Basics
import Imaging

/// Cityscapes: the 19 classes that are scored, by the ids of `_labelIds` files, those of `_labelTrainIds` files, or the
/// colours of `_color` files.
///
/// - Source: Cordts et al., The Cityscapes Dataset, CVPR 2016.
enum CityscapesClasses {
  private static let nameParts = ["_gtFine_", "_gtCoarse_"]

  private static let source = "Cityscapes (Cordts et al., CVPR 2016)"

  private static let rows: [(name: String, id: UInt16, colour: UInt32)] = [
    ("road", 7, 0x804080), ("sidewalk", 8, 0xF423E8), ("building", 11, 0x464646), ("wall", 12, 0x66669C),
    ("fence", 13, 0xBE9999), ("pole", 17, 0x999999), ("traffic light", 19, 0xFAAA1E), ("traffic sign", 20, 0xDCDC00),
    ("vegetation", 21, 0x6B8E23), ("terrain", 22, 0x98FB98), ("sky", 23, 0x4682B4), ("person", 24, 0xDC143C),
    ("rider", 25, 0xFF0000), ("car", 26, 0x00008E), ("truck", 27, 0x000046), ("bus", 28, 0x003C64),
    ("train", 31, 0x005064), ("motorcycle", 32, 0x0000E6), ("bicycle", 33, 0x770B20),
  ]

  /// Void, dynamic, ground, parking, rail track, guard rail, bridge, tunnel, caravan, trailer.
  private static let ignoredColours: [UInt32] = [
    0x000000, 0x6F4A00, 0x510051, 0xFAAAA0, 0xE6968C, 0xB4A5B4, 0x966464, 0x96785A, 0x00005A, 0x00006E,
  ]

  static let labelIds = BuiltInClasses(
    "cityscapes", "the 19 scored classes of Cityscapes by label id (7 road, 8 sidewalk, ...) or colour", source: source,
    nameParts: nameParts, labelMarks: ["_labelIds", "_color"]
  ) {
    let used = Set(rows.map(\.id))
    return try ClassTable(
      rows: rows.map { ($0.name, [$0.id], [$0.colour]) },
      ignoredValues: (0...33).filter { !used.contains($0) } + [255], ignoredColours: ignoredColours, path: "cityscapes")
  }

  static let trainIds = BuiltInClasses(
    "cityscapes-train", "the same classes by train id, 0 to 18", source: source, nameParts: nameParts,
    labelMarks: ["_labelTrainIds", "_color"]
  ) {
    try ClassTable(
      rows: rows.enumerated().map { ($1.name, [UInt16($0)], [$1.colour]) }, ignoredValues: [19, 255],
      ignoredColours: ignoredColours, path: "cityscapes-train")
  }
}
