import Basics
import Foundation

/// The decoded pixels of a raster in a file of their own, read by windows without the rest.
///
/// The file is opened for each window, so any number of them take neither memory nor open files. It holds a header of eight numbers of eight bytes, and for
/// each row the samples as a ``Raster`` has them and, where pixels may have no data, a byte of validity for each pixel.
package struct StoredRaster: Sendable {
  package let width: Int
  package let height: Int
  package let bands: Int
  private let sampleType: SampleType
  private let hasValidity: Bool
  private let path: String

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
    path = url.path
    var information = stat()
    guard stat(path, &information) == 0 else { throw Self.unreadable(path) }
    let length = Int(information.st_size)
    let file = try OpenFile(path)
    let header = try [Int](unsafeUninitializedCapacity: 8) { target, count in
      guard length >= Self.headerBytes else { return }
      try file.read(UnsafeMutableRawBufferPointer(target), at: 0)
      count = 8
    }
    guard header.count == 8, header[0] == Self.mark, header[1...3].allSatisfy({ (1...1 << 31).contains($0) }),
      SampleType.allCases.indices.contains(header[4])
    else { throw ImageIOError.corrupt(path: url.path, reason: "it holds no stored pixels") }
    (width, height, bands) = (header[1], header[2], header[3])
    sampleType = SampleType.allCases[header[4]]
    hasValidity = header[5] != 0
    let expected = Self.byteCount(
      width: width, height: height, bands: bands, sampleType: sampleType, hasValidity: hasValidity)
    guard length == expected else {
      throw ImageIOError.corrupt(path: url.path, reason: "it holds \(length) bytes, not \(expected)")
    }
  }

  /// The pixels of a rectangle.
  /// - Throws: `FileAccessError.unreadable` where the file is gone or has been cut.
  /// - Precondition: the rectangle is not empty and lies within the raster.
  package func read(x: Int, y: Int, width: Int, height: Int) throws -> Raster {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= self.width && y + height <= self.height,
      "\(width) x \(height) pixels at (\(x), \(y)) do not lie within \(self.width) x \(self.height)")
    let file = try OpenFile(path)
    /// Rows of `length` values each, from a place in the stored rows.
    func rows<Value>(_ type: Value.Type, length: Int, from place: Int) throws -> [Value] {
      try [Value](unsafeUninitializedCapacity: length * height) { target, count in
        for row in 0..<height {
          let part = UnsafeMutableBufferPointer(rebasing: target[row * length..<(row + 1) * length])
          try file.read(UnsafeMutableRawBufferPointer(part), at: Self.headerBytes + (y + row) * rowBytes + place)
        }
        count = length * height
      }
    }
    let mask = hasValidity ? try rows(UInt8.self, length: width, from: sampleBytes + x) : nil
    let start = x * bands * sampleType.byteCount
    let samples: Raster.Samples =
      switch sampleType {
      case .uint8: .uint8(try rows(UInt8.self, length: width * bands, from: start))
      case .uint16: .uint16(try rows(UInt16.self, length: width * bands, from: start))
      case .float32: .float32(try rows(Float.self, length: width * bands, from: start))
      }
    return Raster(
      width: width, height: height, bands: bands, samples: samples,
      validity: mask.flatMap { $0.contains(0) ? $0 : nil })
  }

  fileprivate static func unreadable(_ path: String) -> FileAccessError {
    .unreadable(path: path, reason: FileAccessError.reason(errno: errno))
  }

  /// A file that is open as long as this exists.
  private final class OpenFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
      self.path = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { throw StoredRaster.unreadable(path) }
    }

    deinit { close(descriptor) }

    /// Fills a buffer from a place in the file.
    func read(_ target: UnsafeMutableRawBufferPointer, at place: Int) throws {
      var done = 0
      while done < target.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[done...])
        let count = pread(descriptor, rest.baseAddress, rest.count, off_t(place + done))
        if count < 0 && errno == EINTR { continue }
        guard count != 0 else {
          throw FileAccessError.unreadable(path: path, reason: "it ends before the pixels that are wanted")
        }
        guard count > 0 else { throw StoredRaster.unreadable(path) }
        done += count
      }
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
