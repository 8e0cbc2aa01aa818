/// Tells by its first bytes what a file is that has no readable format.
enum FileSignature {
  /// The number of bytes that are examined.
  static let prefixLength = 64

  /// The extensions of files in other image formats.
  static let otherExtensions: Set<String> = [
    "tif", "tiff", "bmp", "gif", "webp", "jp2", "vrt", "img", "avif", "heic", "heif", "jxl", "psd", "pnm", "ppm", "pgm",
  ]

  private static let remedy =
    RasterFile.hasGDAL
    ? "convert it to PNG, JPEG or GeoTIFF"
    : "convert it to PNG or JPEG, or build with GDAL, which reads it: swift build -c release --traits GDAL"

  /// The error for a file that begins with `bytes`.
  static func error(_ bytes: [UInt8], path: String) -> ImageIOError {
    if let name = otherImageFormat(bytes) {
      return .unsupported(path: path, what: "a \(name) image", remedy: remedy)
    }
    return .notAnImage(path: path, found: otherContent(bytes))
  }

  private static func otherImageFormat(_ bytes: [UInt8]) -> String? {
    func has(_ text: String, at offset: Int = 0) -> Bool { bytes.dropFirst(offset).starts(with: Array(text.utf8)) }
    if has("II*\0") || has("MM\0*") || has("II+\0") || has("MM\0+") { return "TIFF" }
    if has("GIF87a") || has("GIF89a") { return "GIF" }
    if has("RIFF") && has("WEBP", at: 8) { return "WebP" }
    if has("BM") && bytes.count > 18 && bytes[6..<10].allSatisfy({ $0 == 0 }) { return "BMP" }
    if has("jP  ", at: 4) || bytes.starts(with: [0xFF, 0x4F, 0xFF, 0x51]) { return "JPEG 2000" }
    if has("ftypavif", at: 4) { return "AVIF" }
    if has("ftyphei", at: 4) || has("ftypmif1", at: 4) { return "HEIF" }
    if has("JXL ", at: 4) || bytes.starts(with: [0xFF, 0x0A]) { return "JPEG XL" }
    if has("8BPS") { return "Photoshop" }
    if let kind = bytes.dropFirst().first, bytes[0] == 0x50, (0x31...0x37).contains(kind), bytes.count > 2,
      [0x09, 0x0A, 0x0D, 0x20].contains(bytes[2])
    {
      return "PNM"
    }
    return nil
  }

  private static func otherContent(_ bytes: [UInt8]) -> String {
    func has(_ text: String) -> Bool { bytes.starts(with: Array(text.utf8)) }
    if has("version https://git-lfs") { return "a Git LFS pointer; run `git lfs pull` to fetch the image itself" }
    if has("%PDF") { return "a PDF document" }
    if has("PK\u{3}\u{4}") { return "a ZIP archive" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
    if has("<svg") || has("<?xml") { return "XML or SVG text" }
    if has("<!DOCTYPE") || has("<html") { return "an HTML page, perhaps an error page of a failed download" }
    if bytes.allSatisfy({ $0 == 0 }) { return "it begins with zero bytes, perhaps after a failed download or crash" }
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || (0x09...0x0D).contains($0) }) { return "it begins like text" }
    let start = bytes.prefix(4).map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count < 2 ? "0" + digits : digits
    }
    return "it begins with the bytes " + start.joined(separator: " ")
  }
}
