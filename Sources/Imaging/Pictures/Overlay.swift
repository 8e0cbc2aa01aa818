/// Paints a label map over an image.
public struct Overlay: Hashable, Sendable {
  /// The colours of the labels.
  public var palette: Palette
  /// The share of the label colours in the picture, 0 (only the image) to 1 (only the labels).
  public var opacity: Float
  /// The colour of lines of one pixel where labels meet; nil for no lines.
  public var outline: Palette.Colour?
  /// A label that is not painted: its pixels show the image alone.
  public var ignoredLabel: UInt16?

  /// - Precondition: opacity in 0...1.
  public init(
    palette: Palette = .standard, opacity: Float = 0.5, outline: Palette.Colour? = nil,
    ignoredLabel: UInt16? = Label.none
  ) {
    precondition((0...1).contains(opacity), "an opacity lies in 0...1, not \(opacity)")
    self.palette = palette
    self.opacity = opacity
    self.outline = outline
    self.ignoredLabel = ignoredLabel
  }

  /// The image with the colours of the labels mixed in, as 8-bit RGB.
  ///
  /// An image of two bands shows its first band, and one of four or more bands its first three. 16-bit samples are scaled.
  /// A pixel belongs to the outline when its left or upper neighbour has another label.
  /// - Parameter rowAbove: the labels of the row above, when `image` is a part of a larger image.
  /// - Precondition: image and labels have one size.
  public func render(_ image: Raster, labels: LabelMap, rowAbove: [UInt16]? = nil) -> Raster {
    precondition(
      image.width == labels.width && image.height == labels.height,
      "a \(labels.width) x \(labels.height) label map does not fit a \(image.width) x \(image.height) image")
    precondition(rowAbove.map { $0.count == image.width } ?? true, "the row above has another width")
    let samples = image.samples8
    let mixtures = mixingTables()
    let (width, bands) = (image.width, image.bands)
    let green = bands >= 3 ? 1 : 0
    let blue = bands >= 3 ? 2 : 0
    let values = [UInt8](unsafeUninitializedCapacity: width * image.height * 3) { target, count in
      samples.withUnsafeBufferPointer { samples in
        labels.values.withUnsafeBufferPointer { labels in
          mixtures.withUnsafeBufferPointer { mixtures in
            for place in labels.indices {
              let table = slot(of: labels[place]) * 768
              let from = place * bands
              target.initializeElement(at: 3 * place, to: mixtures[table + Int(samples[from])])
              target.initializeElement(at: 3 * place + 1, to: mixtures[table + 256 + Int(samples[from + green])])
              target.initializeElement(at: 3 * place + 2, to: mixtures[table + 512 + Int(samples[from + blue])])
            }
          }
        }
      }
      count = width * image.height * 3
    }
    let painted = outline.map { outlined(values, colour: $0, labels: labels, rowAbove: rowAbove) } ?? values
    return Raster(width: width, height: image.height, bands: 3, samples: .uint8(painted), validity: image.validity)
  }

  /// The number of the mixing table of a label. The last two tables are for pixels without a label and for ignored ones.
  @inline(__always)
  private func slot(of label: UInt16) -> Int {
    if label == ignoredLabel { return 256 }
    if label < 255 { return Int(label) }
    return label == Label.none ? 255 : Int(label) % 255
  }

  /// For each mixing table and band, the new value of each of the 256 sample values.
  private func mixingTables() -> [UInt8] {
    var tables = [UInt8](repeating: 0, count: 257 * 3 * 256)
    for slot in 0..<257 {
      let colour = palette[slot < 255 ? UInt16(slot) : Label.none]
      let share = slot == 256 ? 0 : opacity
      for (band, tint) in [colour.red, colour.green, colour.blue].enumerated() {
        for value in 0..<256 {
          let mixed = Float(value) * (1 - share) + Float(tint) * share
          tables[(slot * 3 + band) * 256 + value] = UInt8(mixed.rounded())
        }
      }
    }
    return tables
  }

  private func outlined(
    _ values: [UInt8], colour: Palette.Colour, labels: LabelMap, rowAbove: [UInt16]?
  ) -> [UInt8] {
    var values = values
    let width = labels.width
    labels.values.withUnsafeBufferPointer { labels in
      for place in labels.indices {
        let label = labels[place]
        let left = place % width > 0 ? labels[place - 1] : label
        let above = place >= width ? labels[place - width] : rowAbove?[place] ?? label
        if left != label || above != label {
          values[3 * place] = colour.red
          values[3 * place + 1] = colour.green
          values[3 * place + 2] = colour.blue
        }
      }
    }
    return values
  }
}
