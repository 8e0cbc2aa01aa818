import Basics
import Imaging

/// FloodNet: nine classes of a flooded town, 1 to 9 in its label files, or the colours of its colour masks.
///
/// The background (0, black) is ignored: it is what belongs to none of the nine.
///
/// - Source: Rahnemoonfar et al., FloodNet, IEEE Access 9, 2021; colours of `ColorMasks-FloodNetv1.0`.
enum FloodNetClasses {
  static let nine = BuiltInClasses(
    "floodnet", "the nine classes of FloodNet, 1 to 9 or as colours; background (0) is ignored",
    source: "FloodNet (Rahnemoonfar et al., IEEE Access 2021)", nameParts: ["_lab.png", "FloodNet", "floodnet"]
  ) {
    try ClassTable(
      rows: [
        ("building-flooded", [1], [0xFF0000]), ("building-non-flooded", [2], [0xB47878]),
        ("road-flooded", [3], [0xA09614]), ("road-non-flooded", [4], [0x8C8C8C]), ("water", [5], [0x3DE6FA]),
        ("tree", [6], [0x0052FF]), ("vehicle", [7], [0xFF00F5]), ("pool", [8], [0xFFEB00]), ("grass", [9], [0x04FA07]),
      ], ignoredValues: [0, 255], ignoredColours: [0x000000], path: "floodnet")
  }
}
