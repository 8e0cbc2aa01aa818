import Foundation

extension Overlay {
  /// Renders the image file with the label file over it to a PNG, or a JPEG if the name ends so, band by band.
  /// - Throws: `ImageIOError`; `.sizesDiffer` when labels and image do not match.
  public func render(
    image: URL, labels: URL, to output: URL, options: DecodingOptions = .init(), quality: Int = 90
  ) throws {
    let photo = try ImageReader(contentsOf: image, options: options)
    let map = try LabelReader(contentsOf: labels, options: options)
    guard photo.info.width == map.info.width, photo.info.height == map.info.height else {
      throw ImageIOError.sizesDiffer(
        path: map.path, width: map.info.width, height: map.info.height,
        otherPath: photo.path, otherWidth: photo.info.width, otherHeight: photo.info.height)
    }
    let isJPEG = ["jpg", "jpeg"].contains(output.pathExtension.lowercased())
    let writer = try ImageWriter(
      to: output, width: photo.info.width, height: photo.info.height,
      encoding: isJPEG ? .jpeg(channels: 3, quality: quality) : .png(channels: 3))
    // About a million pixels at once.
    let rows = max(1, 1 << 20 / photo.info.width)
    var rowAbove: [UInt8]?
    while let band = try photo.readRows(rows), let part = try map.readRows(rows) {
      try writer.write(render(band, labels: part, rowAbove: rowAbove))
      rowAbove = Array(part.values.suffix(part.width))
    }
    try writer.finish()
  }
}
