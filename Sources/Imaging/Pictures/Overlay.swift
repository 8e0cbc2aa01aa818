import Basics

/// Paints a label map over an image.
public struct Overlay: Hashable, Sendable {
  /// The colours of the labels.
  public var palette: Palette
  /// How much of the label's colour shows, 0 (none) to 1 (only it).
  public var opacity: Float
  /// The colour of one-pixel lines where labels meet, if any.
  public var outline: Palette.Colour?
  /// The label whose pixels show the bare image.
  public var ignoredLabel: UInt8?

  /// - Precondition: opacity in 0...1.
  public init(
    palette: Palette = .standard, opacity: Float = 0.5, outline: Palette.Colour? = nil, ignoredLabel: UInt8? = 255
  ) {
    precondition((0...1).contains(opacity), "an opacity lies in 0...1, not \(opacity)")
    self.palette = palette
    self.opacity = opacity
    self.outline = outline
    self.ignoredLabel = ignoredLabel
  }

  /// The image with the labels' colours mixed in, as 8-bit RGB.
  ///
  /// Of an image with two channels the first is shown, of one with four the first three; 16-bit samples are scaled.
  /// - Parameter rowAbove: the labels of the row before the first, when the image is a band of a larger one and outlines
  ///   are drawn: a pixel belongs to the outline if its left or upper neighbour has another label.
  /// - Precondition: image and labels have one size.
  public func render(_ image: RasterImage, labels: LabelMap, rowAbove: [UInt8]? = nil) -> RasterImage {
    precondition(
      image.width == labels.width && image.height == labels.height,
      "a \(labels.width) x \(labels.height) label map does not fit a \(image.width) x \(image.height) image")
    precondition(rowAbove.map { $0.count == image.width } ?? true, "the row above has another width")
    let samples = image.samples8
    let mixtures = mixingTables()
    let (width, channels) = (image.width, image.channels)
    let green = channels >= 3 ? 1 : 0
    let blue = channels >= 3 ? 2 : 0
    let values = [UInt8](unsafeUninitializedCapacity: width * image.height * 3) { target, count in
      samples.withUnsafeBufferPointer { samples in
        labels.values.withUnsafeBufferPointer { labels in
          mixtures.withUnsafeBufferPointer { mixtures in
            for place in labels.indices {
              let table = Int(labels[place]) * 768
              let from = place * channels
              target.initializeElement(at: 3 * place, to: mixtures[table + Int(samples[from])])
              target.initializeElement(at: 3 * place + 1, to: mixtures[table + 256 + Int(samples[from + green])])
              target.initializeElement(at: 3 * place + 2, to: mixtures[table + 512 + Int(samples[from + blue])])
            }
          }
        }
      }
      count = width * image.height * 3
    }
    guard let outline else { return RasterImage(width: width, height: image.height, channels: 3, values: values) }
    return RasterImage(
      width: width, height: image.height, channels: 3,
      values: outlined(values, colour: outline, labels: labels, rowAbove: rowAbove))
  }

  /// For each label and channel, what each of the 256 sample values becomes.
  private func mixingTables() -> [UInt8] {
    var tables = [UInt8](repeating: 0, count: 256 * 3 * 256)
    for label in 0..<256 {
      let colour = palette[UInt8(label)]
      let share = ignoredLabel.map { Int($0) } == label ? 0 : opacity
      for (channel, tint) in [colour.red, colour.green, colour.blue].enumerated() {
        for value in 0..<256 {
          let mixed = Float(value) * (1 - share) + Float(tint) * share
          tables[(label * 3 + channel) * 256 + value] = UInt8(mixed.rounded())
        }
      }
    }
    return tables
  }

  private func outlined(
    _ values: [UInt8], colour: Palette.Colour, labels: LabelMap, rowAbove: [UInt8]?
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
