import Basics
import Foundation
import Imaging
import TestSupport
import Testing

/// Files are told by their first bytes.
@Suite struct RasterFileTests {
  @Test(arguments: try ImageFixture.all())
  func formatIsToldByContentWhateverTheName(_ fixture: ImageFixture) throws {
    let folder = try TemporaryFolder()
    for name in ["image.png", "image.jpg", "image.txt", "image"] {
      let url = try folder.write(fixture.bytes(), to: name)
      #expect(try RasterFile.format(of: url) == (fixture.isPNG ? .png : .jpeg))
      #expect(try Raster(contentsOf: url) == Raster(contentsOf: fixture.url))
    }
  }

  /// Starts of files in other image formats, filled up to a plausible length.
  private static let foreign: [(name: String, start: [UInt8])] = [
    ("TIFF", Array("II*\0".utf8)), ("TIFF", Array("MM\0*".utf8)), ("GIF", Array("GIF89a".utf8)),
    ("WebP", Array("RIFF\u{24}\0\0\0WEBPVP8 ".utf8)), ("BMP", Array("BM\u{46}\0\0\0\0\0\0\0\u{36}\0\0\0".utf8)),
    ("JPEG 2000", [0, 0, 0, 12] + Array("jP  \r\n".utf8)), ("AVIF", [0, 0, 0, 32] + Array("ftypavif".utf8)),
    ("HEIF", [0, 0, 0, 24] + Array("ftypheic".utf8)), ("JPEG XL", [0xFF, 0x0A]), ("Photoshop", Array("8BPS".utf8)),
    ("PNM", Array("P6\n3 2\n255\n".utf8)),
  ]

  @Test(.enabled(if: !RasterFile.hasGDAL, "builds with GDAL read some of these formats"), arguments: foreign)
  func otherImageFormatsAreNamedWithARemedy(_ name: String, start: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(start + [UInt8](repeating: 7, count: 100), to: "image.png")
    for attempt in [{ _ = try RasterFile.format(of: url) }, { _ = try Raster(contentsOf: url) }] {
      #expect(
        throws: ImageIOError.unsupported(
          path: url.path, what: "a \(name) image",
          remedy: "convert it to PNG or JPEG, or build with GDAL, which reads it: swift build -c release --traits GDAL"),
        performing: attempt)
    }
  }

  @Test(
    arguments: [
      ("just text\n", "text"), ("version https://git-lfs.github.com/spec/v1\n", "git lfs pull"), ("%PDF-1.7", "PDF"),
      ("<!DOCTYPE html>", "HTML"), ("<svg xmlns=", "SVG"), ("PK\u{3}\u{4}", "ZIP"), ("\0\0\0\0", "zero bytes"),
      ("BMW is a car, not a bitmap", "text"), ("\u{1}\u{2}\u{3}\u{4}", "01 02 03 04"),
    ])
  func whatIsNoImageIsDescribed(_ content: String, word: String) throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(Array(content.utf8), to: "image.png")
    #expect {
      try Raster(contentsOf: url)
    } throws: { error in
      guard case .notAnImage(url.path, let found) = error as? ImageIOError else { return false }
      return found.contains(word)
    }
  }

  @Test func noExtensionIsBothReadableAndUnsupported() {
    #expect(RasterFile.extensions.isSuperset(of: ["png", "jpg", "jpeg"]))
    #expect(RasterFile.unsupportedExtensions.contains("psd"))
    #expect(RasterFile.extensions.isDisjoint(with: RasterFile.unsupportedExtensions))
  }

  @Test func anEmptyFileIsNoImage() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write([], to: "empty.png")
    let expected = ImageIOError.notAnImage(path: url.path, found: "the file is empty")
    #expect(throws: expected) { try RasterFile.format(of: url) }
    #expect(throws: expected) { try Raster(contentsOf: url) }
    #expect(throws: expected) { try Raster(bytes: [], name: url.path) }
  }

  @Test func aPNGSentAsTextIsRecognizedAsDamaged() throws {
    let bytes = try ImageFixture.named("rgb8.png").bytes()
    let converted = Array(bytes.prefix(4)) + [0x0A, 0x1A, 0x0A] + bytes.dropFirst(8)
    #expect {
      try Raster(bytes: converted, name: "text.png")
    } throws: { error in
      if case .corrupt("text.png", let reason) = error as? ImageIOError { reason.contains("text-mode") } else { false }
    }
  }

  @Test func aFolderOrAMissingFileOrADeviceCannotBeRead() throws {
    let folder = try TemporaryFolder()
    for (url, word) in [
      (folder.url, "folder"), (folder.file("absent.png"), "no such file"), (URL(filePath: "/dev/zero"), "regular"),
    ] {
      #expect {
        try Raster(contentsOf: url)
      } throws: { error in
        guard case .unreadable(let path, let reason) = error as? FileAccessError else { return false }
        return path == url.path(percentEncoded: false) && reason.contains(word)
      }
    }
  }

  @Test func aPipeWithoutAWriterDoesNotBlock() throws {
    let folder = try TemporaryFolder()
    let url = folder.file("pipe.png")
    try #require(mkfifo(url.path, 0o600) == 0)
    #expect(throws: FileAccessError.unreadable(path: url.path, reason: "it is not a regular file")) {
      try Raster(contentsOf: url)
    }
  }

  @Test func aWebAddressIsRefused() throws {
    let url = try #require(URL(string: "https://example.org/image.png"))
    #expect {
      try Raster(contentsOf: url)
    } throws: { error in
      guard case .unreadable(let path, _) = error as? FileAccessError else { return false }
      return path == url.absoluteString
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may read everything"))
  func anUnreadableFileIsReportedAsSuch() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(ImageFixture.named("rgb8.png").bytes(), to: "secret.png")
    try #require(chmod(url.path, 0) == 0)
    #expect {
      try Raster(contentsOf: url)
    } throws: { error in
      guard case .unreadable(url.path, let reason) = error as? FileAccessError else { return false }
      return reason.contains("permission denied")
    }
  }
}
