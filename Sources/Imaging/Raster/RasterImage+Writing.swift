import Basics
import Foundation

extension RasterImage {
  /// Writes the image as a PNG with all its channels and bits, or as a JPEG when the name ends in `.jpg` or `.jpeg`.
  ///
  /// A JPEG takes 8-bit grey or RGB only.
  /// - Parameter quality: of a JPEG, 1...100.
  /// - Throws: `ImageIOError`.
  public func write(to url: URL, quality: Int = 90) throws {
    let isJPEG = ["jpg", "jpeg"].contains(url.pathExtension.lowercased())
    if isJPEG && (bitDepth == 16 || channels == 2 || channels == 4) {
      throw ImageIOError.unsupported(
        path: url.path(percentEncoded: false), what: "a JPEG cannot hold \(channels) channels of \(bitDepth) bits",
        remedy: "write a PNG, or only 8-bit grey or RGB")
    }
    let writer = try ImageWriter(
      to: url, width: width, height: height,
      encoding: isJPEG ? .jpeg(channels: channels, quality: quality) : .png(channels: channels, bitDepth: bitDepth))
    try writer.write(self)
    try writer.finish()
  }
}
