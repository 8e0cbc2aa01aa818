import Basics
import Foundation

/// Pixels of 1 to 4 interleaved channels, rows from the top.
public struct RasterImage: Hashable, Sendable {
  /// The sample values, `height * width * channels` of them in row-major order.
  public enum Samples: Hashable, Sendable {
    /// Values in 0...255.
    case bits8([UInt8])
    /// Values in 0...65535.
    case bits16([UInt16])

    /// How many samples there are.
    public var count: Int {
      switch self {
      case .bits8(let values): values.count
      case .bits16(let values): values.count
      }
    }
  }

  /// Columns, in pixels.
  public let width: Int
  /// Rows, in pixels.
  public let height: Int
  /// Samples a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and a fourth value (alpha, infrared).
  public let channels: Int
  public var samples: Samples {
    didSet { precondition(samples.count == width * height * channels, "the number of samples must not change") }
  }

  /// - Precondition: `samples.count == width * height * channels`, channels in 1...4.
  public init(width: Int, height: Int, channels: Int, samples: Samples) {
    precondition((1...4).contains(channels), "an image has 1 to 4 channels, not \(channels)")
    precondition(
      width >= 0 && height >= 0 && samples.count == width * height * channels,
      "\(width) x \(height) pixels of \(channels) channels are not \(samples.count) samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// An image of 8-bit samples.
  public init(width: Int, height: Int, channels: Int, values: [UInt8]) {
    self.init(width: width, height: height, channels: channels, samples: .bits8(values))
  }

  /// Decodes the PNG or JPEG file at `url`, told by its first bytes, and applies its Exif orientation.
  /// - Throws: `ImageIOError`.
  public init(contentsOf url: URL, options: DecodingOptions = .init()) throws {
    self = try ImageReader(contentsOf: url, options: options).readAll()
  }

  /// Decodes a PNG or JPEG image in memory; `name` stands for the path in errors.
  public init(bytes: [UInt8], name: String, options: DecodingOptions = .init()) throws {
    self = try ImageReader(bytes: bytes, name: name, options: options).readAll()
  }

  /// Bits a sample: 8 or 16.
  public var bitDepth: Int {
    switch samples {
    case .bits8: 8
    case .bits16: 16
    }
  }

  /// The samples of a rectangle.
  /// - Shapes: result `[height, width, channels]`. Values: 0...1, the greatest sample value being 1.
  /// - Precondition: the rectangle lies within the image.
  public func floats(x: Int, y: Int, width: Int, height: Int) -> [Float] {
    check(x: x, y: y, width: width, height: height)
    let rowCount = width * channels
    return [Float](unsafeUninitializedCapacity: rowCount * height) { target, count in
      // Multiplying by the reciprocal is not exact, but division in Float gives the nearest value and costs little here.
      func convert<Sample: FixedWidthInteger>(_ values: [Sample]) {
        values.withUnsafeBufferPointer { values in
          let scale = Float(Sample.max)
          for row in 0..<height {
            let from = ((y + row) * self.width + x) * channels
            for i in 0..<rowCount {
              target.initializeElement(at: row * rowCount + i, to: Float(values[from + i]) / scale)
            }
          }
        }
      }
      switch samples {
      case .bits8(let values): convert(values)
      case .bits16(let values): convert(values)
      }
      count = rowCount * height
    }
  }

  /// All samples as ``floats(x:y:width:height:)`` gives them.
  public func floats() -> [Float] { floats(x: 0, y: 0, width: width, height: height) }

  /// A rectangle of the image.
  /// - Precondition: the rectangle lies within the image.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> RasterImage {
    check(x: x, y: y, width: width, height: height)
    if x == 0 && y == 0 && width == self.width && height == self.height { return self }
    func rows<Sample>(_ values: [Sample]) -> [Sample] {
      var result: [Sample] = []
      result.reserveCapacity(width * height * channels)
      for row in y..<y + height {
        let start = (row * self.width + x) * channels
        result.append(contentsOf: values[start..<start + width * channels])
      }
      return result
    }
    return RasterImage(width: width, height: height, channels: channels, samples: mapSamples(rows, rows))
  }

  /// The stored image in the order for viewing.
  public func turned(_ orientation: ImageOrientation) -> RasterImage {
    if orientation == .upright { return self }
    let samples = mapSamples(
      { orientation.apply($0, width: width, height: height, channels: channels) },
      { orientation.apply($0, width: width, height: height, channels: channels) })
    return RasterImage(
      width: orientation.swapsAxes ? height : width, height: orientation.swapsAxes ? width : height,
      channels: channels, samples: samples)
  }

  /// The same image with 8-bit samples, 16-bit ones scaled to the nearest.
  public func with8BitSamples() -> RasterImage {
    bitDepth == 8 ? self : RasterImage(width: width, height: height, channels: channels, values: samples8)
  }

  /// The samples as 8-bit values.
  var samples8: [UInt8] {
    switch samples {
    case .bits8(let values): values
    case .bits16(let values): values.map { UInt8((UInt32($0) + 128) / 257) }
    }
  }

  private func mapSamples(_ narrow: ([UInt8]) -> [UInt8], _ wide: ([UInt16]) -> [UInt16]) -> Samples {
    switch samples {
    case .bits8(let values): .bits8(narrow(values))
    case .bits16(let values): .bits16(wide(values))
    }
  }

  private func check(x: Int, y: Int, width: Int, height: Int) {
    precondition(
      x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= self.width && y + height <= self.height,
      "\(width) x \(height) pixels at (\(x), \(y)) do not lie within \(self.width) x \(self.height)")
  }
}
