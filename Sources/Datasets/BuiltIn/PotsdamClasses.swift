import Basics
import Imaging

/// ISPRS Potsdam: six classes as colours; the `noBoundary` labels mark object borders in black, which is not scored.
///
/// Values are for labels that were turned into numbers in the order of the contest.
///
/// - Source: ISPRS 2D Semantic Labeling Contest, Potsdam; the three classes are those of Ji et al., ICCV 2019.
enum PotsdamClasses {
  private static let nameParts = ["top_potsdam_", "potsdam_"]

  private static let source = "ISPRS 2D Semantic Labeling Contest, Potsdam"

  static let six = BuiltInClasses(
    "potsdam", "the six classes of ISPRS Potsdam, as colours or 0 to 5; black borders are ignored", source: source,
    nameParts: nameParts
  ) { try sixClasses(path: "potsdam") }

  /// The six classes of both cities of the contest.
  static func sixClasses(path: String) throws -> ClassTable {
    try ClassTable(
      rows: [
        ("impervious surfaces", [0], [0xFFFFFF]), ("building", [1], [0x0000FF]), ("low vegetation", [2], [0x00FFFF]),
        ("tree", [3], [0x00FF00]), ("car", [4], [0xFFFF00]), ("clutter", [5], [0xFF0000]),
      ], ignoredValues: [255], ignoredColours: [0x000000], path: path)
  }

  static let three = BuiltInClasses(
    "potsdam-3", "roads with cars, buildings with clutter, vegetation with trees",
    source: source + "; as in Ji et al., ICCV 2019", nameParts: nameParts
  ) {
    try ClassTable(
      rows: [
        ("roads and cars", [0, 4], [0xFFFFFF, 0xFFFF00]), ("buildings and clutter", [1, 5], [0x0000FF, 0xFF0000]),
        ("vegetation and trees", [2, 3], [0x00FF00, 0x00FFFF]),
      ], ignoredValues: [255], ignoredColours: [0x000000], path: "potsdam-3")
  }
}
