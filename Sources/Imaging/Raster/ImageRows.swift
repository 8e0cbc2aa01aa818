import Basics

/// An image that is delivered from the top in bands of rows.
public protocol ImageRows: AnyObject {
  var width: Int { get }
  var height: Int { get }
  /// Samples a pixel.
  var channels: Int { get }
  /// Where it comes from, for messages.
  var path: String { get }

  /// The next rows: `count` of them, or what is left; nil after the last.
  func readRows(_ count: Int) throws -> RasterImage?
}

extension ImageReader: ImageRows {
  public var width: Int { info.width }
  public var height: Int { info.height }
  public var channels: Int { info.channels }
}

/// An image in memory, delivered in bands of rows.
public final class RasterRows: ImageRows {
  public let path: String
  private let image: RasterImage
  private var nextRow = 0

  /// - Parameter name: stands for the path in errors.
  public init(_ image: RasterImage, name: String) {
    self.image = image
    path = name
  }

  public var width: Int { image.width }
  public var height: Int { image.height }
  public var channels: Int { image.channels }

  public func readRows(_ count: Int) -> RasterImage? {
    let count = min(count, height - nextRow)
    guard count > 0 else { return nil }
    defer { nextRow += count }
    return image.cropped(x: 0, y: nextRow, width: width, height: count)
  }
}

/// An image at another size than it is stored in, delivered in bands of rows; the pixels are those of
/// ``Resampling/resize(_:width:height:)-(RasterImage,_,_)``.
public final class ResizedRows: ImageRows {
  public let width: Int
  public let height: Int
  public var channels: Int { source.channels }
  public var path: String { source.path }
  private let source: any ImageRows
  private var resampler: RowResampler
  private var nextRow = 0
  private var nextSourceRow = 0

  /// - Parameter source: of which no row has been read.
  /// - Precondition: the source is not empty, and `width` and `height` are positive.
  public init(_ source: any ImageRows, width: Int, height: Int) {
    precondition(
      width > 0 && height > 0 && source.width > 0 && source.height > 0, "an empty image cannot be resized")
    self.source = source
    self.width = width
    self.height = height
    resampler = RowResampler(
      from: (source.width, source.height), to: (width, height), channels: source.channels)
  }

  public func readRows(_ count: Int) throws -> RasterImage? {
    let count = min(count, height - nextRow)
    guard count > 0 else { return nil }
    var narrow: [UInt8] = []
    var wide: [UInt16] = []
    for _ in 0..<count {
      while let last = resampler.missingRows.last, nextSourceRow <= last {
        try addSourceRows(last + 1 - nextSourceRow)
      }
      if isWide { resampler.appendNextRow(to: &wide) } else { resampler.appendNextRow(to: &narrow) }
    }
    nextRow += count
    // What the last resized row does not need is read all the same, so that the end of the file is checked.
    if nextRow == height { while try source.readRows(256) != nil {} }
    return RasterImage(
      width: width, height: count, channels: channels, samples: isWide ? .bits16(wide) : .bits8(narrow))
  }

  private var isWide = false

  private func addSourceRows(_ count: Int) throws {
    guard let band = try source.readRows(count) else {
      throw ImageIOError.truncated(path: path, expectedRows: source.height, readRows: nextSourceRow)
    }
    func add<Sample: FixedWidthInteger>(_ values: [Sample]) {
      values.withUnsafeBufferPointer { values in
        for row in 0..<band.height {
          let start = row * resampler.sourceRowLength
          resampler.add(
            row: nextSourceRow + row, UnsafeBufferPointer(rebasing: values[start..<start + resampler.sourceRowLength]))
        }
      }
    }
    switch band.samples {
    case .bits8(let values): add(values)
    case .bits16(let values):
      isWide = true
      add(values)
    }
    nextSourceRow += band.height
  }
}
