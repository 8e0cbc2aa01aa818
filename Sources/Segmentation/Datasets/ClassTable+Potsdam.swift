import Imaging

extension ClassTable {
  /// ISPRS Potsdam: six classes as colours; the `noBoundary` labels mark object borders in black, which is not scored.
  ///
  /// - Source: ISPRS 2D Semantic Labeling Contest, Potsdam.
  @Sendable static func potsdam() throws -> ClassTable {
    let classes: [(name: String, colour: UInt32)] = [
      ("impervious surfaces", 0xFFFFFF), ("building", 0x0000FF), ("low vegetation", 0x00FFFF), ("tree", 0x00FF00),
      ("car", 0xFFFF00), ("clutter", 0xFF0000),
    ]
    return try ClassTable(
      classes: classes.enumerated().map { index, entry in
        Class(name: entry.name, colours: [Palette.Colour(hex: entry.colour)], values: [UInt8(index)])
      },
      ignoredColours: [Palette.Colour(hex: 0x000000)], path: "potsdam")
  }
}
