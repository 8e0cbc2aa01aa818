import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ImageWriterTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: 1...4, [8, 16])
  func pngsComeBackExactlyInAnyBands(_ channels: Int, bitDepth: Int) throws {
    for (width, height, rows) in [(1, 1, 1), (13, 7, 1), (13, 7, 3), (1, 40, 40), (300, 2, 1)] {
      let image = RasterImage.noise(width: width, height: height, channels: channels, bitDepth: bitDepth)
      let url = folder.file("image.png")
      for compression in [0, 6, 9] {
        let writer = try ImageWriter(
          to: url, width: width, height: height,
          encoding: .png(channels: channels, bitDepth: bitDepth, compression: compression))
        for band in try allBands(of: RasterRows(image, name: "memory"), rows: rows) { try writer.write(band) }
        try writer.finish()
        #expect(try RasterImage(contentsOf: url) == image)
        let info = try ImageInfo(contentsOf: url)
        #expect(info.storedBitDepth == bitDepth && !info.needsWholeImage && info.palette == nil)
      }
    }
    #expect(try folder.names() == ["image.png"])
  }

  @Test(arguments: [1, 2, 5, 256])
  func indexedPNGsKeepIndicesAndColourTable(_ count: Int) throws {
    let labels = LabelMap.noise(width: 17, height: 9, count: count)
    let palette = Palette.standard.prefix(count)
    let url = folder.file("labels.png")
    let writer = try ImageWriter(to: url, width: 17, height: 9, encoding: .indexedPNG(palette))
    try writer.write(labels)
    try writer.finish()
    #expect(try LabelMap(contentsOf: url) == labels)
    #expect(try ImageInfo(contentsOf: url).palette == palette)
    let colours = labels.values.flatMap { [palette[$0].red, palette[$0].green, palette[$0].blue] }
    #expect(try RasterImage(contentsOf: url) == RasterImage(width: 17, height: 9, channels: 3, values: colours))
  }

  @Test(arguments: [2, 3, 255])
  func anIndexWithoutAColourIsAnErrorAndLeavesNoFile(_ index: UInt8) throws {
    let url = folder.file("labels.png")
    #expect {
      let writer = try ImageWriter(to: url, width: 3, height: 2, encoding: .indexedPNG(Palette.standard.prefix(2)))
      try writer.write([0, 1, 1, 0, 0, index])
    } throws: { error in
      guard case .unwritable(url.path, let reason) = error as? FileAccessError else { return false }
      return reason.contains("index \(index), but the colour table has 2 entries")
    }
    #expect(try folder.names() == [])
  }

  @Test(arguments: [1, 3])
  func jpegsComeBackNearlyAndMoreSoWithMoreQuality(_ channels: Int) throws {
    let image = RasterImage.gradient(width: 45, height: 37, channels: channels)
    var sizes: [Int] = []
    var errors: [Double] = []
    for quality in [20, 60, 95] {
      let url = folder.file("image.jpg")
      let writer = try ImageWriter(
        to: url, width: 45, height: 37, encoding: .jpeg(channels: channels, quality: quality))
      for band in try allBands(of: RasterRows(image, name: "memory"), rows: 5) { try writer.write(band) }
      try writer.finish()
      let decoded = try RasterImage(contentsOf: url)
      #expect(decoded.channels == channels && decoded.width == 45 && decoded.height == 37)
      #expect(try ImageFile.format(of: url) == .jpeg)
      sizes.append(try bytes(of: url).count)
      let differences = zip(decoded.integers, image.integers).map { abs($0 - $1) }
      errors.append(Double(differences.reduce(0, +)) / Double(differences.count))
    }
    #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
    #expect(errors[0] > errors[1] && errors[1] > errors[2] && errors[2] < 1)
  }

  @Test(arguments: [
    (ImageWriter.Encoding.png(channels: 3), 8), (.png(channels: 1, bitDepth: 16), 16), (.indexedPNG(.standard), 8),
    (.jpeg(channels: 3), 8),
  ])
  func aWriterLetGoBeforeItFinishesLeavesNothing(_ encoding: ImageWriter.Encoding, bitDepth: Int) throws {
    let old = try folder.write([1, 2, 3], to: "old")
    for rows in [0, 1, 900] {
      do {
        let writer = try ImageWriter(to: old, width: 100, height: 1000, encoding: encoding)
        let band = RasterImage.noise(width: 100, height: rows, channels: encoding.channels, bitDepth: bitDepth)
        try writer.write(band)
        #expect(writer.nextRow == rows)
        #expect(try folder.names().count == 2)
      }
      #expect(try folder.names() == ["old"])
      #expect(try bytes(of: old) == [1, 2, 3])
    }
  }

  @Test func sizesBeyondTheFormatAreRefused() throws {
    let url = folder.file("wide.jpg")
    #expect {
      try ImageWriter(to: url, width: 65_501, height: 1, encoding: .jpeg(channels: 1))
    } throws: { error in
      guard case .unsupported(url.path, let what, let remedy) = error as? ImageIOError else { return false }
      return what.contains("65501 x 1") && remedy.contains("PNG")
    }
    #expect(try folder.names() == [])
    let widest = RasterImage.gradient(width: 65_500, height: 1, channels: 1)
    try widest.write(to: url)
    #expect(try ImageInfo(contentsOf: url).width == 65_500)
  }

  @Test func textsAreKeptInUTF8() throws {
    let url = folder.file("texts.png")
    let writer = try ImageWriter(
      to: url, width: 1, height: 1, encoding: .png(channels: 1),
      texts: [("Software", "Tessera"), ("Comment", "Größe: 3 × 4"), ("Empty", "")])
    try writer.write([7] as [UInt8])
    try writer.finish()
    let content = try bytes(of: url)
    let texts = PNGBytes.chunks(of: content).filter { $0.kind == "iTXt" || $0.kind == "tEXt" }
      .map { String(decoding: content[$0.start + 8..<$0.start + 8 + $0.count], as: UTF8.self) }
    #expect(texts.count == 3)
    #expect(texts[0].hasPrefix("Software\0") && texts[0].hasSuffix("Tessera"))
    #expect(texts[1].hasPrefix("Comment\0") && texts[1].hasSuffix("Größe: 3 × 4"))
    #expect(try RasterImage(contentsOf: url).integers == [7])
  }

  @Test(arguments: [ImageWriter.Encoding.png(channels: 3), .jpeg(channels: 3)])
  func aFullDiskIsReported(_ encoding: ImageWriter.Encoding) throws {
    let image = RasterImage.noise(width: 500, height: 500, channels: 3)
    #expect {
      let writer = try ImageWriter(to: URL(filePath: "/dev/full"), width: 500, height: 500, encoding: encoding)
      try writer.write(image)
      try writer.finish()
    } throws: { error in
      guard case .unwritable("/dev/full", let reason) = error as? FileAccessError else { return false }
      return reason.contains("the disk is full")
    }
  }

  @Test func anImpossibleEncodingIsRefused() throws {
    for encoding in [ImageWriter.Encoding.png(channels: 5), .jpeg(channels: 2), .png(channels: 3, bitDepth: 4)] {
      #expect(throws: FileAccessError.self) {
        try ImageWriter(to: folder.file("image"), width: 2, height: 2, encoding: encoding)
      }
    }
    #expect(try folder.names() == [])
  }
}
