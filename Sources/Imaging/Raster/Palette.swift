/// A table of colours: entry `i` is the colour of index `i`.
public struct Palette: Hashable, Sendable {
  /// An sRGB colour.
  public struct Colour: Hashable, Sendable {
    /// Red, 0...255.
    public var red: UInt8
    /// Green, 0...255.
    public var green: UInt8
    /// Blue, 0...255.
    public var blue: UInt8

    /// A colour by its parts, 0...255 each.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// A colour written `0xRRGGBB`.
    public init(hex: UInt32) {
      self.init(red: UInt8(hex >> 16 & 255), green: UInt8(hex >> 8 & 255), blue: UInt8(hex & 255))
    }

    /// A colour written `#rrggbb`; nil when the text is not of that form.
    public init?(hexString: String) {
      let digits = hexString.dropFirst()
      guard hexString.first == "#", digits.count == 6, digits.allSatisfy(\.isHexDigit),
        let hex = UInt32(digits, radix: 16)
      else { return nil }
      self.init(hex: hex)
    }

    /// The colour as `#rrggbb`.
    public var hexString: String {
      let digits = String(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue), radix: 16)
      return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
  }

  /// The entries, at most 256.
  public let colours: [Colour]

  /// - Precondition: at most 256 colours.
  public init(_ colours: [Colour]) {
    precondition(colours.count <= 256, "a palette has at most 256 colours, not \(colours.count)")
    self.colours = colours
  }

  /// The palette with at least `count` entries. Missing entries are those of ``standard``.
  package func filled(toCount count: Int) -> Palette {
    precondition(count <= 256, "a palette has at most 256 colours, not \(count)")
    return count <= colours.count ? self : Palette(colours + Palette.standard.colours[colours.count..<count])
  }

  /// The first `count` colours.
  package func prefix(_ count: Int) -> Palette { Palette(Array(colours.prefix(count))) }

  /// 256 colours that are easy to tell apart. The first few are so for colour-blind eyes too.
  ///
  /// The first seven colours are those of Okabe and Ito without black. Each further colour is taken from a grid of colours:
  /// the one that looks farthest from all earlier colours to normal, red-blind and green-blind eyes. Entry 255 is black;
  /// it marks pixels to ignore.
  ///
  /// Source: Okabe and Ito, "Color Universal Design" (2008); distances in OKLab (Ottosson 2020); colour blindness after
  /// Machado, Oliveira and Fernandes (2009), severity 1.
  public static let standard = Palette(standardColours())

  private static func standardColours() -> [Colour] {
    var colours: [UInt32] = [0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7]
    let levels: [UInt32] = [0, 36, 73, 109, 146, 182, 219, 255]
    var candidates: [(colour: UInt32, seen: SIMD16<Float>, distance: Float)] = []
    for red in levels {
      for green in levels {
        for blue in levels {
          let colour = red << 16 | green << 8 | blue
          let seen = PerceivedColour.appearances(of: Colour(hex: colour))
          // Colours near black are left to pixels to ignore.
          if seen[0] > 0.3 { candidates.append((colour, seen, .infinity)) }
        }
      }
    }
    for chosen in 0..<255 {
      if chosen == colours.count,
        let best = candidates.indices.max(by: { candidates[$0].distance < candidates[$1].distance })
      {
        colours.append(candidates[best].colour)
      }
      let newest = PerceivedColour.appearances(of: Colour(hex: colours[chosen]))
      for i in candidates.indices {
        candidates[i].distance = min(candidates[i].distance, PerceivedColour.distance(candidates[i].seen, newest))
      }
    }
    return (colours + [0]).map { Colour(hex: $0) }
  }
}
