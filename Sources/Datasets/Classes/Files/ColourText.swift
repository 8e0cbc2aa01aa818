import Imaging

/// Colours as files of other tools write them.
enum ColourText {
  /// The names of colours that Label Studio's examples use.
  private static let names: [String: UInt32] = [
    "black": 0x000000, "white": 0xFFFFFF, "red": 0xFF0000, "green": 0x008000, "blue": 0x0000FF, "yellow": 0xFFFF00,
    "orange": 0xFFA500, "purple": 0x800080, "pink": 0xFFC0CB, "brown": 0xA52A2A, "gray": 0x808080, "grey": 0x808080,
    "cyan": 0x00FFFF, "magenta": 0xFF00FF, "lime": 0x00FF00, "navy": 0x000080, "teal": 0x008080, "olive": 0x808000,
    "maroon": 0x800000, "silver": 0xC0C0C0, "gold": 0xFFD700, "violet": 0xEE82EE,
  ]

  /// A colour written `#rrggbb`, `#rrggbbaa`, `#rgb`, `rgb(r, g, b)`, `rgba(r, g, b, a)`, as three numbers, or as a name.
  static func colour(_ text: String) -> Palette.Colour? {
    let text = text.lowercased().filter { !"\"' ".contains($0) || $0 == " " }.drop { $0 == " " }
    let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
    if let hex = names[trimmed] { return Palette.Colour(hex: hex) }
    if trimmed.hasPrefix("#") {
      let digits = trimmed.dropFirst()
      if digits.count == 3 { return Palette.Colour(hexString: "#" + digits.map { "\($0)\($0)" }.joined()) }
      return digits.count == 8 || digits.count == 6 ? Palette.Colour(hexString: "#\(digits.prefix(6))") : nil
    }
    let inner = trimmed.drop { $0.isLetter || $0 == "(" || $0 == "[" }.prefix { $0 != ")" && $0 != "]" }
    let parts = inner.split { ", ;\t".contains($0) }
    guard parts.count == 3 || (parts.count == 4 && trimmed.hasPrefix("rgba")) else { return nil }
    return colour(parts.prefix(3).map { Int($0) })
  }

  /// The colour of three numbers of 0 to 255.
  static func colour(_ numbers: [Int?]) -> Palette.Colour? {
    let bytes = numbers.compactMap { $0.flatMap(UInt8.init(exactly:)) }
    guard numbers.count == 3, bytes.count == 3 else { return nil }
    return Palette.Colour(red: bytes[0], green: bytes[1], blue: bytes[2])
  }
}
