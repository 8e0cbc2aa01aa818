import Basics
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct EncodedSinkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: 1...4, [8, 16])
  func pngsComeBackExactlyInAnyBands(_ channels: Int, bitDepth: Int) throws {
    for (width, height, rows) in [(1, 1, 1), (13, 7, 1), (13, 7, 3), (1, 40, 40), (300, 2, 1)] {
      let image = Raster.noise(width: width, height: height, bands: channels, bitDepth: bitDepth)
      let url = folder.file("image.png")
      for compression in [0, 6, 9] {
        let writer = try RasterFile.create(
          url, width: width, height: height,
          encoding: .png(bands: channels, sampleType: bitDepth == 16 ? .uint16 : .uint8, compression: compression))
        for band in try allBands(of: MemoryRaster(image, name: "memory"), rows: rows) { try writer.write(band) }
        try writer.finish()
        #expect(try Raster(contentsOf: url) == image)
        let info = try RasterFile.info(of: url)
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
    let writer = try RasterFile.create(url, width: 17, height: 9, encoding: .indexedPNG(palette))
    try writer.write(labels.raster8)
    try writer.finish()
    #expect(try LabelMap(contentsOf: url) == labels)
    #expect(try RasterFile.info(of: url).palette == palette)
    let colours = labels.values.map { palette.colours[Int($0)] }.flatMap { [$0.red, $0.green, $0.blue] }
    #expect(try Raster(contentsOf: url) == Raster(width: 17, height: 9, bands: 3, values: colours))
  }

  @Test(arguments: [2, 3, 255])
  func anIndexWithoutAColourIsAnErrorAndLeavesNoFile(_ index: UInt8) throws {
    let url = folder.file("labels.png")
    #expect {
      let writer = try RasterFile.create(url, width: 3, height: 2, encoding: .indexedPNG(Palette.standard.prefix(2)))
      try writer.write(Raster(width: 3, height: 2, bands: 1, values: [0, 1, 1, 0, 0, index]))
    } throws: { error in
      guard case .unwritable(url.path, let reason) = error as? FileAccessError else { return false }
      return reason.contains("index \(index), but the colour table has 2 entries")
    }
    #expect(try folder.names() == [])
  }

  @Test(arguments: [1, 3])
  func jpegsComeBackNearlyAndMoreSoWithMoreQuality(_ channels: Int) throws {
    let image = Raster.gradient(width: 45, height: 37, bands: channels)
    var sizes: [Int] = []
    var errors: [Double] = []
    for quality in [20, 60, 95] {
      let url = folder.file("image.jpg")
      let writer = try RasterFile.create(url, width: 45, height: 37, encoding: .jpeg(bands: channels, quality: quality))
      for band in try allBands(of: MemoryRaster(image, name: "memory"), rows: 5) { try writer.write(band) }
      try writer.finish()
      let decoded = try Raster(contentsOf: url)
      #expect(decoded.bands == channels && decoded.width == 45 && decoded.height == 37)
      #expect(try RasterFile.format(of: url) == .jpeg)
      sizes.append(try bytes(of: url).count)
      let differences = zip(decoded.integers, image.integers).map { abs($0 - $1) }
      errors.append(Double(differences.reduce(0, +)) / Double(differences.count))
    }
    #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
    #expect(errors[0] > errors[1] && errors[1] > errors[2] && errors[2] < 1)
  }

  @Test(arguments: [
    (RasterEncoding.png(bands: 3), 8), (.png(bands: 1, sampleType: .uint16), 16), (.indexedPNG(.standard), 8),
    (.jpeg(bands: 3), 8),
  ])
  func aWriterLetGoBeforeItFinishesLeavesNothing(_ encoding: RasterEncoding, bitDepth: Int) throws {
    let old = try folder.write([1, 2, 3], to: "old")
    for rows in [0, 1, 900] {
      do {
        let writer = try RasterFile.create(old, width: 100, height: 1000, encoding: encoding)
        let band = Raster.noise(width: 100, height: rows, bands: encoding.bands, bitDepth: bitDepth)
        try writer.write(band)
        #expect((writer as? EncodedSink)?.nextRow == rows)
        #expect(try folder.names().count == 2)
      }
      #expect(try folder.names() == ["old"])
      #expect(try bytes(of: old) == [1, 2, 3])
    }
  }

  @Test func sizesBeyondTheFormatAreRefused() throws {
    let url = folder.file("wide.jpg")
    #expect {
      try RasterFile.create(url, width: 65_501, height: 1, encoding: .jpeg(bands: 1))
    } throws: { error in
      guard case .unsupported(url.path, let what, let remedy) = error as? ImageIOError else { return false }
      return what.contains("65501 x 1") && remedy.contains("PNG")
    }
    #expect(try folder.names() == [])
    let widest = Raster.gradient(width: 65_500, height: 1, bands: 1)
    try widest.write(to: url)
    #expect(try RasterFile.info(of: url).width == 65_500)
  }

  @Test func textsAreKeptInUTF8() throws {
    let url = folder.file("texts.png")
    let writer = try RasterFile.create(
      url, width: 1, height: 1, encoding: .png(bands: 1),
      texts: [("Software", "Tessera"), ("Comment", "Größe: 3 × 4"), ("Empty", "")])
    try writer.write(Raster(width: 1, height: 1, bands: 1, values: [7]))
    try writer.finish()
    let content = try bytes(of: url)
    let texts = PNGBytes.chunks(of: content).filter { $0.kind == "iTXt" || $0.kind == "tEXt" }
      .map { String(decoding: content[$0.start + 8..<$0.start + 8 + $0.count], as: UTF8.self) }
    #expect(texts.count == 3)
    #expect(texts[0].hasPrefix("Software\0") && texts[0].hasSuffix("Tessera"))
    #expect(texts[1].hasPrefix("Comment\0") && texts[1].hasSuffix("Größe: 3 × 4"))
    #expect(try Raster(contentsOf: url).integers == [7])
  }

  @Test(arguments: [RasterEncoding.png(bands: 3), .jpeg(bands: 3)])
  func aFullDiskIsReported(_ encoding: RasterEncoding) throws {
    let image = Raster.noise(width: 500, height: 500, bands: 3)
    #expect {
      let writer = try RasterFile.create(URL(filePath: "/dev/full"), width: 500, height: 500, encoding: encoding)
      try writer.write(image)
      try writer.finish()
    } throws: { error in
      guard case .unwritable("/dev/full", let reason) = error as? FileAccessError else { return false }
      return reason.contains("the disk is full")
    }
  }

  @Test func anImpossibleEncodingIsRefused() throws {
    for encoding in [RasterEncoding.png(bands: 5), .jpeg(bands: 2), .png(bands: 3, sampleType: .float32)] {
      #expect(throws: FileAccessError.self) {
        try RasterFile.create(folder.file("image"), width: 2, height: 2, encoding: encoding)
      }
    }
    #expect(try folder.names() == [])
  }
}
