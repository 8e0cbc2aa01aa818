import Foundation

extension Overlay {
  /// Paints a mask file over an image file. The output is a JPEG when its name ends so, and else a PNG.
  /// - Throws: `FileAccessError`; `ImageIOError`, `.sizesDiffer` when image and mask have different sizes.
  public func render(
    image: URL, labels: URL, to output: URL, options: DecodingOptions = .init(), quality: Int = 90
  ) throws {
    let rows = try OverlayRows(
      RasterFile.open(image, options: options), labels: RasterFile.open(labels, as: .mask, options: options),
      overlay: self)
    try RasterFile.write(rows, to: output, quality: quality)
  }
}
