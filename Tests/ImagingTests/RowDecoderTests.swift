import Basics
import Foundation
import Imaging
import Synchronization
import TestSupport
import Testing

/// Damaged files: they give a typed error or, where that is asked for, what is right of the image; never a crash.
@Suite struct RowDecoderTests {
  private static let lenient = DecodingOptions(maxPixels: 1 << 16, allowTruncated: true)

  @Test(arguments: try ImageFixture.all())
  func aFileCutAnywhereIsRefusedAsTruncatedUnlessAllItsPixelsAreThere(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    let whole = try Raster(bytes: bytes, name: fixture.file)
    var accepted = 0
    for count in 1..<bytes.count {
      let told = Told()
      do {
        let image = try Raster(bytes: Array(bytes.prefix(count)), name: fixture.file, options: told.options)
        #expect(image == whole, "cut to \(count) of \(bytes.count) bytes")
        #expect(told.messages.count == 1 && told.messages[0].contains("end mark is missing"))
        accepted += 1
      } catch ImageIOError.truncated(fixture.file, let expected, let read) {
        #expect(read <= expected && expected <= max(fixture.width, fixture.height))
        #expect(told.messages.isEmpty)
      }
    }
    // The end mark alone has 12 bytes in a PNG and 2 in a JPEG.
    #expect(accepted >= (fixture.isPNG ? 12 : 2))
  }

  @Test(arguments: try ImageFixture.jpegs())
  func aJPEGWithoutItsEndMarkHasAllItsRows(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    let told = Told()
    let cut = try RasterFile.open(bytes: Array(bytes.dropLast(2)), name: fixture.file, options: told.options)
    #expect(try cut.readAll() == Raster(bytes: bytes, name: fixture.file))
    #expect(told.messages == ["\(fixture.file): its end mark is missing; every row is complete, and all are used"])
  }

  /// A progressive JPEG whose last scan is missing as a whole would be decoded, but coarsely.
  @Test func aProgressiveJPEGWithoutItsLastScanIsRefused() throws {
    let fixture = try ImageFixture.named("ycbcr-420-progressive.jpg")
    let bytes = try fixture.bytes()
    let scans = (0..<bytes.count - 1).filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    #expect(scans.count > 2)
    for scan in scans.dropFirst() {
      let cut = Array(bytes.prefix(scan))
      for end in [[], [0xFF]] as [[UInt8]] {
        #expect(throws: ImageIOError.self) { try Raster(bytes: cut + end, name: fixture.file) }
      }
      let reader = try RasterFile.open(bytes: cut, name: fixture.file, options: Self.lenient)
      _ = try reader.readAll()
      #expect(reader.decoded.completeRows == 0)
    }
  }

  @Test(arguments: try ImageFixture.pngs())
  func aWrongChecksumOutsideThePixelsIsToldAndWithinRefused(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    let whole = try Raster(bytes: bytes, name: fixture.file)
    for chunk in PNGBytes.chunks(of: bytes) {
      var damaged = bytes
      damaged[chunk.start + 8 + chunk.count] ^= 0x10
      let told = Told()
      let decode = { try Raster(bytes: damaged, name: fixture.file, options: told.options) }
      if ["IHDR", "PLTE", "IDAT", "tRNS"].contains(chunk.kind) {
        #expect(throws: ImageIOError.self, "\(chunk.kind)") { try decode() }
      } else {
        #expect(try decode() == whole, "\(chunk.kind)")
        #expect(told.messages.count == 1 && told.messages[0].contains("damaged in \(chunk.kind), outside the pixels"))
      }
    }
  }

  @Test func severalDamagedChunksAreNamedInOneMessage() throws {
    let fixture = try ImageFixture.named("rgb8.png")
    let bytes = try fixture.bytes()
    func chunk(_ kind: String) -> [UInt8] { [0, 0, 0, 2] + Array(kind.utf8) + [1, 2, 0, 0, 0, 0] }
    let chunks = PNGBytes.chunks(of: bytes)
    let data = try #require(chunks.first { $0.kind == "IDAT" }?.start)
    let end = try #require(chunks.last?.start)
    let damaged =
      bytes[..<data] + chunk("iCCP") + chunk("eXIf") + bytes[data..<end] + chunk("tIME") + chunk("tIME") + [7, 7]
    let told = Told()
    #expect(try Raster(bytes: Array(damaged), name: "a.png", options: told.options) == fixture.image)
    #expect(told.messages.count == 1)
    #expect(told.messages[0].contains("iCCP, eXIf, tIME") && told.messages[0].contains("end mark is missing"))
  }

  /// What is told while files are decoded.
  private final class Told: Sendable {
    private let list = Mutex([String]())
    var messages: [String] { list.withLock { $0 } }
    var options: DecodingOptions {
      DecodingOptions(
        maxPixels: 1 << 16,
        warnings: FileWarnings { path, message in self.list.withLock { $0.append("\(path): \(message)") } })
    }
  }

  @Test(arguments: try ImageFixture.all())
  func rowsOfACutFileThatAreCalledCompleteAreRight(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    let whole = try Raster(bytes: bytes, name: fixture.file)
    var delivered = 0
    for count in 1..<bytes.count {
      let reader: any RasterSource
      do {
        reader = try RasterFile.open(bytes: Array(bytes.prefix(count)), name: fixture.file, options: Self.lenient)
      } catch ImageIOError.truncated(fixture.file, _, _) {
        continue  // cut within the header
      }
      let image = try reader.readAll()
      delivered += 1
      #expect(image.width == whole.width && image.height == whole.height && image.bands == whole.bands)
      if fixture.orientation == 1 {
        let right = reader.decoded.completeRows
        #expect(
          image.cropped(x: 0, y: 0, width: image.width, height: right)
            == whole.cropped(x: 0, y: 0, width: image.width, height: right),
          "\(right) rows of \(count) bytes")
        if image != whole { #expect(right < whole.height, "\(count) bytes give a damaged image without notice") }
      }
    }
    #expect(delivered > 0)
  }

  @Test(arguments: ["rgb8.png", "rgb8-interlaced.png", "ycbcr-420.jpg", "ycbcr-420-progressive.jpg"], [1, 2, 7])
  func bandsOfACutFileAreThoseOfItsWhole(_ file: String, rows: Int) throws {
    let bytes = try ImageFixture.named(file).bytes()
    let half = Array(bytes.prefix(bytes.count * 3 / 4))
    let whole = try Raster(bytes: half, name: file, options: Self.lenient)
    let reader = try RasterFile.open(bytes: half, name: file, options: Self.lenient)
    #expect(try stacked(allBands(of: reader, rows: rows)) == whole)
    #expect(reader.decoded.completeRows < whole.height)
  }

  /// 64 x 400 pixels of noise and the first half of their PNG, which no compression makes shorter than 193 bytes a row.
  private static func halfOfNoise() throws -> (image: Raster, bytes: [UInt8]) {
    let folder = try TemporaryFolder()
    let image = Raster.noise(width: 64, height: 400, bands: 3)
    try image.write(to: folder.file("noise.png"))
    let whole = try bytes(of: folder.file("noise.png"))
    return (image, Array(whole.prefix(whole.count / 2)))
  }

  @Test func missingRowsOfAPNGAreBlackAndTheOthersRight() throws {
    let (image, bytes) = try Self.halfOfNoise()
    let reader = try RasterFile.open(bytes: bytes, name: "noise.png", options: Self.lenient)
    let decoded = try reader.readAll()
    let right = reader.decoded.completeRows
    // What is lost is less than a row: the part of 128 bytes that is cut.
    #expect((198...200).contains(right))
    let known = image.cropped(x: 0, y: 0, width: 64, height: right)
    #expect(decoded.cropped(x: 0, y: 0, width: 64, height: right) == known)
    #expect(decoded.integers[(right * 64 * 3)...].allSatisfy { $0 == 0 })
  }

  @Test func rowsBeforeTheCutAreDeliveredBeforeItIsReported() throws {
    let (image, bytes) = try Self.halfOfNoise()
    let reader = try RasterFile.open(bytes: bytes, name: "noise.png")
    var rows: [Raster] = []
    #expect {
      while let row = try reader.readRows(1) { rows.append(row) }
    } throws: { error in
      error as? ImageIOError == .truncated(path: "noise.png", expectedRows: 400, readRows: rows.count)
    }
    #expect((100...200).contains(rows.count))
    #expect(try stacked(rows) == image.cropped(x: 0, y: 0, width: 64, height: rows.count))
    #expect(throws: ImageIOError.self) { try reader.readRows(1) }
  }

  /// Found by fuzzing: a frame header between two scans overwrites the height that libjpeg knows, before it is refused.
  @Test(arguments: [false, true])
  func aSecondFrameHeaderIsRefusedAndChangesNothing(allowTruncated: Bool) throws {
    let fixture = try ImageFixture.named("ycbcr-420-progressive.jpg")
    var bytes = try fixture.bytes()
    func place(of marker: UInt8, after start: Int) -> Int? {
      (start..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == marker }
    }
    let frame = try #require(place(of: 0xC2, after: 2))
    var second = Array(bytes[frame..<frame + 2 + Int(bytes[frame + 3])])
    second[5] = 0x7F  // the height's high byte
    let scan = try #require(place(of: 0xDA, after: frame))
    let next = try #require(place(of: 0xC4, after: scan) ?? place(of: 0xDA, after: scan + 2))
    bytes.insert(contentsOf: second, at: next)
    let options = DecodingOptions(maxPixels: 1 << 16, allowTruncated: allowTruncated)
    let reader = try RasterFile.open(bytes: bytes, name: fixture.file, options: options)
    let error = #expect(throws: ImageIOError.self) { try reader.readAll() }
    guard case .corrupt = error else {
      Issue.record("\(String(describing: error)) does not say that the file is damaged")
      return
    }
    #expect(reader.decoded.completeRows <= fixture.height)
  }

  @Test func aJPEGWhoseDataEndsBeforeItsEndMarkIsNotAccepted() throws {
    let fixture = try ImageFixture.named("ycbcr-420.jpg")
    let bytes = try fixture.bytes()
    let closed = bytes.prefix(bytes.count - 200) + [0xFF, 0xD9]
    #expect(throws: ImageIOError.self) { try Raster(bytes: Array(closed), name: fixture.file) }
  }

  @Test(arguments: try ImageFixture.all())
  func flippedBitsGiveAnImageOrATypedError(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    let isTiny = fixture.width * fixture.height < 10
    var random = SplitMix64(seed: 11)
    var (images, errors) = (0, 0)
    for round in 0..<(isTiny ? 100 : 300) {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[.random(in: 2..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      }
      // Otherwise hardly any damage would get past libpng's checksums.
      if fixture.isPNG && round % 4 != 0 { PNGBytes.correctChecksums(of: &damaged) }
      for allowTruncated in [false, true] {
        let options = DecodingOptions(maxPixels: 1 << 16, allowTruncated: allowTruncated)
        do {
          let reader = try RasterFile.open(bytes: damaged, name: fixture.file, options: options)
          let image = try reader.readAll()
          #expect(image.width == reader.info.width && image.height == reader.info.height)
          images += 1
        } catch let error as ImageIOError {
          #expect(error.path == fixture.file)
          errors += 1
        }
      }
    }
    #expect(errors > 0 && images + errors == (isTiny ? 200 : 600))
  }

  @Test(arguments: ["ycbcr-420.jpg", "ycbcr-420-progressive.jpg", "rgb8.png", "palette4-interlaced.png"])
  func randomBytesInTheMiddleGiveAnImageOrATypedError(_ file: String) throws {
    let bytes = try ImageFixture.named(file).bytes()
    var random = SplitMix64(seed: 5)
    var errors = 0
    for _ in 0..<500 {
      var damaged = bytes
      let start = Int.random(in: 8..<bytes.count, using: &random)
      for i in start..<min(start + 16, bytes.count) { damaged[i] = .random(in: 0...255, using: &random) }
      do {
        _ = try Raster(bytes: damaged, name: file, options: Self.lenient)
      } catch let error as ImageIOError {
        #expect(error.path == file)
        errors += 1
      }
    }
    #expect(errors > 0)
  }

  @Test(arguments: [(UInt8(0xC0), UInt8(12), "12"), (0xC3, 8, "0xc3"), (0xC7, 8, "0xc7")])
  func jpegVariantsThatCannotBeDecodedAreNamed(_ frame: UInt8, precision: UInt8, name: String) throws {
    var bytes = try ImageFixture.named("grey.jpg").bytes()
    let place = try #require((2..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes[place + 1] = frame
    bytes[place + 4] = precision
    #expect {
      try Raster(bytes: bytes, name: "variant.jpg")
    } throws: { error in
      guard case .unsupported("variant.jpg", let what, let remedy) = error as? ImageIOError else { return false }
      return what.contains(name) && remedy.contains("8-bit JPEG")
    }
  }

  /// libjpeg can be built without arithmetic coding; then it is refused by its name.
  @Test(arguments: [("arithmetic", "ycbcr-420.jpg"), ("arithmetic-progressive", "grey.jpg")])
  func arithmeticCodingGivesTheSamePixelsOrIsNamed(_ variant: String, original: String) throws {
    let fixture = try ImageFixture.named(original)
    do {
      let image = try Raster(contentsOf: Fixtures.url("jpeg-variants/\(variant).jpg"))
      #expect(image == (try Raster(contentsOf: fixture.url)))
    } catch ImageIOError.unsupported(_, let what, _) {
      #expect(what.contains("arithmetic"))
    }
  }

  @Test(arguments: try ImageFixture.all().filter { ["rgb8.png", "ycbcr-444.jpg"].contains($0.file) })
  func bytesAfterTheImageAreIgnored(_ fixture: ImageFixture) throws {
    let image = try Raster(bytes: fixture.bytes() + Array("trailing".utf8), name: fixture.file)
    #expect(image == (try Raster(contentsOf: fixture.url)))
  }
}
