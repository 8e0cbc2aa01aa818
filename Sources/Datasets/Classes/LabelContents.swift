import Foundation
import Imaging

/// What the pixels of one label file hold: how many of them have each value, and how many have a colour of a class table.
///
/// Transparent pixels count for nothing.
struct LabelContents: Sendable {
  enum Kind: Sendable {
    case grey
    case palette
    case colours
  }

  /// Pixels with colours that are not in the table, which stand for the nearest colour of the table.
  struct Snapped: Hashable, Sendable {
    var pixels = 0
    var sumOfDistances = 0.0
    var largestDistance = 0.0
    /// Pixels whose distance is above ``LabelContents/nearDistance``.
    var farPixels = 0
    /// Different colours.
    var colours = 0

    mutating func add(_ other: Snapped) {
      pixels += other.pixels
      sumOfDistances += other.sumOfDistances
      largestDistance = max(largestDistance, other.largestDistance)
      farPixels += other.farPixels
      colours = max(colours, other.colours)
    }
  }

  /// JPEG of quality 10 keeps three quarters of the pixels of colour labels within this distance. Of photographs, at most 0.4
  /// lie so near to the colours of any built-in table.
  static let nearDistance = 16.0
  /// Colours that are held before they are looked up.
  private static let mostHeld = 1 << 14

  let url: URL
  let kind: Kind
  private(set) var pixels = 0
  /// Pixels by value, up to 255; nil for a file whose compression alters values.
  private(set) var values: [Int: Int]?
  /// Pixels that have no value: colours that are not grey.
  private(set) var pixelsWithoutValue = 0
  /// Pixels whose colour is in the table.
  private(set) var pixelsOfColours = 0
  /// Pixels whose colour stands for a class.
  private(set) var pixelsOfClassColours = 0
  private(set) var snapped = Snapped()
  /// Of each value, the pixels that lie between a smaller and a greater value in their row, in runs of one or two.
  private(set) var rampPixels: [Int: Int] = [:]
  /// Pixels that have the value and colour of the pixel before.
  private(set) var repeatedPixels = 0
  /// Whether a value and the colour of the same pixel stand for different classes.
  private(set) var isAmbiguous = false
  private var held: [Mark: Int] = [:]

  /// The value and the colour of a pixel.
  private struct Mark: Hashable {
    /// -1 where there is none.
    var value: Int32
    var colour: UInt32
    static let transparent = Mark(value: -2, colour: 0)
  }

  /// Reads a whole file.
  /// - Parameters:
  ///   - classOfValue: of each stored value.
  ///   - colours: of the class table; nil where it has none.
  /// - Throws: `ImageIOError`.
  init(_ url: URL, classOfValue: [UInt16?], colours: ColourClasses?, options: DecodingOptions) throws {
    self.url = url
    let source = try RasterFile.open(url, as: .storedValues, options: options)
    let info = source.info
    kind = info.palette != nil ? .palette : info.bands <= 2 ? .grey : .colours
    let isLossless = info.format?.isLossless != false
    if kind == .grey { try info.checkHoldsValues() }
    values = isLossless ? [:] : nil
    let marks = MarkReader(info, isLossless: isLossless)
    // Transparent entries of a palette are known to the reader of colours alone.
    if kind == .palette, colours != nil, try RasterFile.info(of: url, options: options).bands == 4 {
      try countOpaque(url, options, marks, classOfValue, colours)
      return
    }
    while let band = try source.readRows(max(1, (1 << 18) / info.width)) {
      count(try marks.marks(of: band), width: band.width, classOfValue, colours)
    }
    drain(classOfValue, colours)
  }

  /// Whether all pixels have a colour of the table.
  var fitsColours: Bool { pixelsOfColours == pixels }

  /// Pixels whose value stands for a class or is ignored.
  func pixelsOfValues(_ classOfValue: [UInt16?]) -> Int {
    (values ?? [:]).reduce(0) { $0 + (classOfValue[$1.key] != nil ? $1.value : 0) }
  }

  /// Whether the file is one of labels that are no labels: a photograph, whose neighbouring pixels differ.
  var isPhotographOfValues: Bool {
    pixelsWithoutValue == 0 && (values ?? [:]).count > 64 && repeatedPixels * 2 < pixels
  }

  /// Whether most pixels are far from every colour of a table of `count` colours, and have far more colours than it.
  func isPhotograph(ofColours count: Int) -> Bool {
    snapped.farPixels * 2 > pixels && snapped.colours > max(64, 4 * count)
  }

  private mutating func countOpaque(
    _ url: URL, _ options: DecodingOptions, _ marks: MarkReader, _ classOfValue: [UInt16?], _ colours: ColourClasses?
  ) throws {
    let stored = try RasterFile.open(url, as: .storedValues, options: options)
    let shown = try RasterFile.open(url, options: options)
    let rows = max(1, (1 << 18) / stored.width)
    while let band = try stored.readRows(rows), let picture = try shown.readRows(rows) {
      var found = try marks.marks(of: band)
      let samples = picture.with8BitSamples().samples
      guard case .uint8(let bytes) = samples else { preconditionFailure("the samples have 8 bits") }
      for place in found.indices where bytes[4 * place + 3] == 0 { found[place] = .transparent }
      count(found, width: band.width, classOfValue, colours)
    }
    drain(classOfValue, colours)
  }

  private mutating func count(_ marks: [Mark], width: Int, _ classOfValue: [UInt16?], _ colours: ColourClasses?) {
    for start in stride(from: 0, to: marks.count, by: width) {
      var before = Mark.transparent
      var place = start
      while place < start + width {
        let mark = marks[place]
        var end = place + 1
        while end < start + width && marks[end] == mark { end += 1 }
        if mark != .transparent {
          let count = end - place
          held[mark, default: 0] += count
          repeatedPixels += count - 1
          if count <= 2, end < start + width, mark.value >= 0,
            Self.isBetween(mark.value, before.value, marks[end].value)
          {
            rampPixels[Int(mark.value), default: 0] += count
          }
        }
        before = mark
        place = end
      }
    }
    if held.count > Self.mostHeld { drain(classOfValue, colours) }
  }

  private static func isBetween(_ value: Int32, _ one: Int32, _ other: Int32) -> Bool {
    one >= 0 && other >= 0 && min(one, other) < value && value < max(one, other)
  }

  /// Adds what is held to the counts.
  private mutating func drain(_ classOfValue: [UInt16?], _ colours: ColourClasses?) {
    for (mark, count) in held {
      pixels += count
      if mark.value >= 0 { values?[Int(mark.value), default: 0] += count } else { pixelsWithoutValue += count }
      guard let colours else { continue }
      let colour = Palette.Colour(hex: mark.colour)
      if let index = colours.exact(colour) {
        pixelsOfColours += count
        if index != Label.none { pixelsOfClassColours += count }
        if mark.value >= 0, let other = classOfValue[Int(mark.value)], other != index { isAmbiguous = true }
      } else if colours.takesNearest {
        let distance = colours.distanceToNearest(colour)
        snapped.pixels += count
        snapped.sumOfDistances += distance * Double(count)
        snapped.largestDistance = max(snapped.largestDistance, distance)
        if distance > Self.nearDistance { snapped.farPixels += count }
        snapped.colours += 1
      }
    }
    held = [:]
  }

  /// Makes marks of samples.
  private struct MarkReader {
    let info: RasterInfo
    let isLossless: Bool
    /// Of each stored value of a file of one or two bands, its colour.
    let colours: [UInt32]

    init(_ info: RasterInfo, isLossless: Bool) {
      self.info = info
      self.isLossless = isLossless
      let greatest = UInt32(1) << UInt32(min(8, info.storedBitDepth)) - 1
      let greys = (0..<256 as Range<UInt32>).map { min(255, $0 * 255 / greatest) * 0x010101 }
      let palette = info.palette?.colours.map { UInt32($0.red) << 16 | UInt32($0.green) << 8 | UInt32($0.blue) }
      colours = palette.map { $0 + [UInt32](repeating: 0, count: 256 - $0.count) } ?? greys
    }

    func marks(of band: Raster) throws -> [Mark] {
      switch band.samples {
      case .uint8(let samples): try marks(samples, band) { UInt32($0) }
      case .uint16(let samples): try marks(samples, band) { (UInt32($0) + 128) / 257 }
      case .float32: preconditionFailure("the samples of \(info.path) are whole numbers")
      }
    }

    private func marks<Sample: FixedWidthInteger & UnsignedInteger>(
      _ samples: [Sample], _ band: Raster, byte: (Sample) -> UInt32
    ) throws -> [Mark] {
      let bands = band.bands
      return try (0..<band.width * band.height).map { place in
        let at = place * bands
        if bands == 2 || bands == 4, samples[at + bands - 1] == 0 { return .transparent }
        let value = samples[at]
        if bands <= 2 {
          guard value <= 255 else {
            throw ImageIOError.valueAbove255(
              path: info.path, value: Int(value), x: place % band.width, y: place / band.width)
          }
          return Mark(value: Int32(value), colour: Sample.bitWidth > 8 ? byte(value) * 0x010101 : colours[Int(value)])
        }
        let isGrey = isLossless && value <= 255 && value == samples[at + 1] && value == samples[at + 2]
        return Mark(
          value: isGrey ? Int32(value) : -1,
          colour: byte(value) << 16 | byte(samples[at + 1]) << 8 | byte(samples[at + 2]))
      }
    }
  }
}
