import Imaging

/// The colours that tell classes and objects apart in the masks of CVAT.
enum CVATColours {
  /// A colour for each class: its own, or another one where an earlier class has that colour, or it is black, which is the background.
  static func ofClasses(_ entries: [AnnotationClasses.Entry]) -> [Palette.Colour] {
    var used: Set = [Palette.Colour(hex: 0)]
    return entries.map { entry in
      let others = Palette.standard.colours + (1...UInt32(entries.count + 257)).map { Palette.Colour(hex: $0) }
      let free = ([entry.colour] + others).first { !used.contains($0) } ?? entry.colour
      used.insert(free)
      return free
    }
  }

  /// The colour of an object by its number, as the colour map of Pascal VOC has it: the bits of the number in turn to red, green and blue.
  static func ofObject(_ number: Int) -> Palette.Colour {
    var (rest, parts) = (number, [0, 0, 0])
    for bit in (0..<8).reversed() {
      for band in 0..<3 { parts[band] |= (rest >> band & 1) << bit }
      rest >>= 3
    }
    return Palette.Colour(red: UInt8(parts[0]), green: UInt8(parts[1]), blue: UInt8(parts[2]))
  }
}
