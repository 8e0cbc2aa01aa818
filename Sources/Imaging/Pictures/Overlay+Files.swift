import Basics
import Foundation

extension Overlay {
  /// Renders the image file with the label file over it to a PNG, or a JPEG if the name ends so, band by band.
  /// - Throws: `ImageIOError`; `.sizesDiffer` when labels and image do not match.
  public func render(
    image: URL, labels: URL, to output: URL, options: DecodingOptions = .init(), quality: Int = 90
  ) throws {
    let rows = try OverlayRows(
      ImageReader(contentsOf: image, options: options), labels: LabelReader(contentsOf: labels, options: options),
      overlay: self)
    try ImageWriter.write(rows, to: output, quality: quality)
  }
}

extension ImageWriter {
  /// Writes 8-bit rows to a PNG, or a JPEG if the name ends so, band by band.
  /// - Throws: `ImageIOError`.
  public static func write(_ rows: any ImageRows, to output: URL, quality: Int = 90) throws {
    let isJPEG = ["jpg", "jpeg"].contains(output.pathExtension.lowercased())
    let writer = try ImageWriter(
      to: output, width: rows.width, height: rows.height,
      encoding: isJPEG ? .jpeg(channels: rows.channels, quality: quality) : .png(channels: rows.channels))
    // About a million pixels at once.
    let count = max(1, 1 << 20 / rows.width)
    while let band = try rows.readRows(count) { try writer.write(band) }
    try writer.finish()
  }
}
