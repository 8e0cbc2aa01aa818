import Basics
import Foundation

/// The decoded pixels of a raster in a file of their own, read by windows without the rest.
///
/// The file is mapped into memory, so what is not used takes none. It holds a header of eight numbers of eight bytes, and for
/// each row the samples as a ``Raster`` has them and, where pixels may have no data, a byte of validity for each pixel.
package struct StoredRaster: Sendable {
  package let width: Int
  package let height: Int
  package let bands: Int
  private let sampleType: SampleType
  private let hasValidity: Bool
  private let contents: Data

  private static let mark = 0x5445_5353_4552_4131
  private static let headerBytes = 64

  private var sampleBytes: Int { width * bands * sampleType.byteCount }
  private var rowBytes: Int { sampleBytes + (hasValidity ? width : 0) }

  /// The bytes of the file of a raster.
  package static func byteCount(width: Int, height: Int, bands: Int, sampleType: SampleType, hasValidity: Bool) -> Int {
    headerBytes + height * width * (bands * sampleType.byteCount + (hasValidity ? 1 : 0))
  }

  /// Writes all rows of a source to a file.
  /// - Parameters:
  ///   - source: no row of it has been read.
  ///   - hasValidity: whether its rows may have a validity.
  /// - Throws: what reading the source throws, `FileAccessError.unwritable`.
  package static func write(_ source: any RasterSource, hasValidity: Bool, to url: URL) throws {
    let info = source.info
    let file = try AtomicFile(at: url)
    let type = SampleType.allCases.firstIndex(of: info.sampleType) ?? 0
    let header = [mark, info.width, info.height, info.bands, type, hasValidity ? 1 : 0, 0, 0]
    try header.withUnsafeBytes { try file.write($0) }
    let count = max(1, (1 << 20) / max(1, info.width))
    while let band = try source.readRows(count) {
      let valid = [UInt8](repeating: 1, count: info.width)
      try band.withSampleBytes { samples in
        let length = samples.count / band.height
        if !hasValidity { return try file.write(samples) }
        for row in 0..<band.height {
          try file.write(UnsafeRawBufferPointer(rebasing: samples[row * length..<(row + 1) * length]))
          try file.write(band.validity.map { Array($0[row * info.width..<(row + 1) * info.width]) } ?? valid)
        }
      }
    }
    try file.commit()
  }

  /// Opens a file that ``write(_:hasValidity:to:)`` has made.
  /// - Throws: `FileAccessError.unreadable`; `ImageIOError.corrupt` for another file.
  package init(contentsOf url: URL) throws {
    contents = try TextFile.bytes(of: url, mapped: true)
    let header = contents.prefix(Self.headerBytes).withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Int.self) }
    }
    guard header.count == 8, header[0] == Self.mark, header[1...3].allSatisfy({ (1...1 << 31).contains($0) }),
      SampleType.allCases.indices.contains(header[4])
    else { throw ImageIOError.corrupt(path: url.path, reason: "it holds no stored pixels") }
    (width, height, bands) = (header[1], header[2], header[3])
    sampleType = SampleType.allCases[header[4]]
    hasValidity = header[5] != 0
    let expected = Self.byteCount(
      width: width, height: height, bands: bands, sampleType: sampleType, hasValidity: hasValidity)
    guard contents.count == expected else {
      throw ImageIOError.corrupt(path: url.path, reason: "it holds \(contents.count) bytes, not \(expected)")
    }
  }

  /// The pixels of a rectangle.
  /// - Precondition: the rectangle is not empty and lies within the raster.
  package func read(x: Int, y: Int, width: Int, height: Int) -> Raster {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= self.width && y + height <= self.height,
      "\(width) x \(height) pixels at (\(x), \(y)) do not lie within \(self.width) x \(self.height)")
    return contents.withUnsafeBytes { bytes in
      func samples<Sample: RasterSample>(_ type: Sample.Type) -> Raster.Samples {
        let size = MemoryLayout<Sample>.size
        let length = width * bands
        return Sample.samples(
          [Sample](unsafeUninitializedCapacity: length * height) { target, count in
            let raw = UnsafeMutableRawBufferPointer(target)
            for row in 0..<height {
              let start = Self.headerBytes + (y + row) * rowBytes + x * bands * size
              UnsafeMutableRawBufferPointer(rebasing: raw[row * length * size..<(row + 1) * length * size])
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length * size]))
            }
            count = length * height
          })
      }
      var validity: [UInt8]?
      if hasValidity {
        let mask = (0..<height).flatMap { row in
          let start = Self.headerBytes + (y + row) * rowBytes + sampleBytes + x
          return bytes[start..<start + width]
        }
        validity = mask.contains(0) ? mask : nil
      }
      let values =
        switch sampleType {
        case .uint8: samples(UInt8.self)
        case .uint16: samples(UInt16.self)
        case .float32: samples(Float.self)
        }
      return Raster(width: width, height: height, bands: bands, samples: values, validity: validity)
    }
  }
}

extension Raster {
  /// Lends the samples as bytes.
  fileprivate func withSampleBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    switch samples {
    case .uint8(let values): try values.withUnsafeBytes(body)
    case .uint16(let values): try values.withUnsafeBytes(body)
    case .float32(let values): try values.withUnsafeBytes(body)
    }
  }
}
