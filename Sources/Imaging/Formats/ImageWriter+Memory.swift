import Basics

extension ImageWriter {
  /// An image file in memory.
  /// - Precondition: the image has the channels and bits of `encoding`.
  /// - Throws: `ImageIOError`.
  public static func bytes(of image: RasterImage, encoding: Encoding) throws -> [UInt8] {
    try bytes(width: image.width, height: image.height, encoding: encoding) { try $0.write(image) }
  }

  /// A PNG of labels with a colour table in memory.
  /// - Throws: `ImageIOError`, also for a label without a colour.
  public static func bytes(of labels: LabelMap, palette: Palette) throws -> [UInt8] {
    try bytes(width: labels.width, height: labels.height, encoding: .indexedPNG(palette)) { try $0.write(labels) }
  }

  private static func bytes(
    width: Int, height: Int, encoding: Encoding, write: (ImageWriter) throws -> Void
  ) throws -> [UInt8] {
    let sink = try MemorySink(name: "an image in memory")
    let writer = try ImageWriter(to: sink, width: width, height: height, encoding: encoding, texts: [])
    try write(writer)
    try writer.finish()
    return sink.bytes
  }
}
