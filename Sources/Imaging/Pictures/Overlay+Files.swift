import Foundation

extension Overlay {
  /// Renders the image file with the mask file over it to a PNG, or a JPEG if the name ends so, band by band.
  /// - Throws: `FileAccessError`; `ImageIOError`, `.sizesDiffer` when labels and image do not match.
  public func render(
    image: URL, labels: URL, to output: URL, options: DecodingOptions = .init(), quality: Int = 90
  ) throws {
    let rows = try OverlayRows(
      RasterFile.open(image, options: options), labels: RasterFile.open(labels, as: .mask, options: options),
      overlay: self)
    try RasterFile.write(rows, to: output, quality: quality)
  }
}
