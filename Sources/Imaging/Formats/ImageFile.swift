import Basics
import Foundation

/// The file formats that are read and written.
public enum ImageFormat: String, Hashable, Sendable, CaseIterable {
  case png
  case jpeg
}

/// Tells what a file is by its first bytes; names and extensions mean nothing here.
public enum ImageFile {
  /// The bytes that ``format(ofBytes:path:)`` looks at.
  static let prefixLength = 64

  /// The format of the file at `url`.
  /// - Throws: `FileAccessError.unreadable`, `.notAnImage`, `.unsupported`, or `.truncated` within the first bytes.
  public static func format(of url: URL) throws -> ImageFormat {
    let source = try ByteSource(contentsOf: url)
    return try format(ofBytes: source.peek(prefixLength), path: source.path)
  }

  static func format(ofBytes bytes: [UInt8], path: String) throws -> ImageFormat {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    if bytes.isEmpty {
      throw ImageIOError.notAnImage(path: path, found: "the file is empty")
    }
    if bytes.starts(with: signature) { return .png }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if signature.starts(with: bytes) || bytes == [0xFF] || bytes == [0xFF, 0xD8] {
      throw ImageIOError.truncated(path: path, expectedRows: 0, readRows: 0)
    }
    if bytes.starts(with: signature.prefix(4)) {
      throw ImageIOError.corrupt(path: path, reason: "a PNG signature altered by a text-mode transfer")
    }
    if let name = otherImageFormat(bytes) {
      throw ImageIOError.unsupported(path: path, what: "a \(name) image", remedy: "convert it to PNG or JPEG")
    }
    throw ImageIOError.notAnImage(path: path, found: otherContent(bytes))
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
