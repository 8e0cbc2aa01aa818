import Basics

/// An image in memory: pixels of one or more interleaved bands, rows from the top.
public struct Raster: Hashable, Sendable {
  /// The sample values, `height * width * bands` of them in row-major order.
  public enum Samples: Hashable, Sendable {
    /// Whole numbers of 8 bits, 0...255.
    case uint8([UInt8])
    /// Whole numbers of 16 bits, 0...65535.
    case uint16([UInt16])
    /// Numbers of single precision. What is not finite is no data.
    case float32([Float])

    /// The number of samples.
    public var count: Int {
      switch self {
      case .uint8(let values): values.count
      case .uint16(let values): values.count
      case .float32(let values): values.count
      }
    }

    /// The type of the samples.
    public var type: SampleType {
      switch self {
      case .uint8: .uint8
      case .uint16: .uint16
      case .float32: .float32
      }
    }
  }

  /// Columns, in pixels.
  public let width: Int
  /// Rows, in pixels.
  public let height: Int
  /// Samples for each pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha or infrared, or any other number.
  public let bands: Int
  /// The sample values. Their number cannot change.
  public var samples: Samples {
    didSet { precondition(samples.count == width * height * bands, "the number of samples must not change") }
  }
  /// For each pixel, 1 where its samples are valid and 0 where the source has no data; nil when all pixels are valid.
  public let validity: [UInt8]?

  /// - Precondition: at least one band, `samples.count == width * height * bands`, and a validity for each pixel.
  public init(width: Int, height: Int, bands: Int, samples: Samples, validity: [UInt8]? = nil) {
    precondition(bands >= 1, "a raster has at least one band, not \(bands)")
    precondition(
      width >= 0 && height >= 0 && samples.count == width * height * bands,
      "\(width) x \(height) pixels of \(bands) bands are not \(samples.count) samples")
    precondition(
      validity.map { $0.count == width * height } ?? true, "a validity mask has a value for each pixel")
    self.width = width
    self.height = height
    self.bands = bands
    self.samples = samples
    self.validity = validity
  }

  /// A raster of 8-bit samples, all of them valid.
  public init(width: Int, height: Int, bands: Int, values: [UInt8]) {
    self.init(width: width, height: height, bands: bands, samples: .uint8(values))
  }

  /// The type of the samples.
  public var sampleType: SampleType { samples.type }

  /// The bytes of samples and validity.
  package var byteCount: Int { samples.count * sampleType.byteCount + (validity?.count ?? 0) }

  /// The samples of a rectangle.
  /// - Shapes: result `[height, width, bands]`. Values: whole numbers are scaled to 0...1, Float32 samples are unchanged.
  /// - Precondition: the rectangle lies within the raster.
  public func floats(x: Int, y: Int, width: Int, height: Int) -> [Float] {
    check(x: x, y: y, width: width, height: height)
    let rowCount = width * bands
    return [Float](unsafeUninitializedCapacity: rowCount * height) { target, count in
      // Division gives the nearest Float, which multiplication by the reciprocal does not. It costs little here.
      func convert<Sample: RasterSample>(_ values: [Sample]) {
        values.withUnsafeBufferPointer { values in
          let scale = Sample.fullScale
          for row in 0..<height {
            let from = ((y + row) * self.width + x) * bands
            for i in 0..<rowCount {
              target.initializeElement(at: row * rowCount + i, to: values[from + i].float / scale)
            }
          }
        }
      }
      switch samples {
      case .uint8(let values): convert(values)
      case .uint16(let values): convert(values)
      case .float32(let values): convert(values)
      }
      count = rowCount * height
    }
  }

  /// All samples, converted as by ``floats(x:y:width:height:)``.
  public func floats() -> [Float] { floats(x: 0, y: 0, width: width, height: height) }

  /// A rectangle of the raster.
  /// - Precondition: the rectangle lies within the raster.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Raster {
    check(x: x, y: y, width: width, height: height)
    if x == 0 && y == 0 && width == self.width && height == self.height { return self }
    func rows<Sample>(_ values: [Sample], of bands: Int) -> [Sample] {
      var result: [Sample] = []
      result.reserveCapacity(width * height * bands)
      for row in y..<y + height {
        let start = (row * self.width + x) * bands
        result.append(contentsOf: values[start..<start + width * bands])
      }
      return result
    }
    let cut: Samples =
      switch samples {
      case .uint8(let values): .uint8(rows(values, of: bands))
      case .uint16(let values): .uint16(rows(values, of: bands))
      case .float32(let values): .float32(rows(values, of: bands))
      }
    return Raster(
      width: width, height: height, bands: bands, samples: cut, validity: validity.map { rows($0, of: 1) })
  }

  /// The stored raster turned upright.
  package func turned(_ orientation: ImageOrientation) -> Raster {
    if orientation == .upright { return self }
    func turn<Sample>(_ values: [Sample], of bands: Int) -> [Sample] {
      orientation.apply(values, width: width, height: height, bands: bands)
    }
    let turned: Samples =
      switch samples {
      case .uint8(let values): .uint8(turn(values, of: bands))
      case .uint16(let values): .uint16(turn(values, of: bands))
      case .float32(let values): .float32(turn(values, of: bands))
      }
    return Raster(
      width: orientation.swapsAxes ? height : width, height: orientation.swapsAxes ? width : height,
      bands: bands, samples: turned, validity: validity.map { turn($0, of: 1) })
  }

  /// The rows of this raster, and below them the rows of `other`.
  /// - Precondition: both have one width, one number of bands and one sample type.
  package func appending(_ other: Raster) -> Raster {
    precondition(width == other.width && bands == other.bands, "the bands of rows of one raster have one shape")
    let joined: Samples
    switch (samples, other.samples) {
    case (.uint8(let above), .uint8(let below)): joined = .uint8(above + below)
    case (.uint16(let above), .uint16(let below)): joined = .uint16(above + below)
    case (.float32(let above), .float32(let below)): joined = .float32(above + below)
    default: preconditionFailure("the bands of rows of one raster have one sample type")
    }
    var valid: [UInt8]?
    if validity != nil || other.validity != nil {
      func mask(_ raster: Raster) -> [UInt8] {
        raster.validity ?? [UInt8](repeating: 1, count: raster.width * raster.height)
      }
      valid = mask(self) + mask(other)
    }
    return Raster(width: width, height: height + other.height, bands: bands, samples: joined, validity: valid)
  }

  /// The validity of both rasters, which have one size: 1 where both are valid; nil when all pixels are.
  func validity(and other: Raster) -> [UInt8]? {
    guard let validity, let others = other.validity else { return validity ?? other.validity }
    return zip(validity, others).map { $0 & $1 }
  }

  /// The same raster with 8-bit samples. 16-bit samples and Float32 samples in 0...1 are scaled to 0...255.
  package func with8BitSamples() -> Raster {
    if case .uint8 = samples { return self }
    return Raster(width: width, height: height, bands: bands, samples: .uint8(samples8), validity: validity)
  }

  /// The samples as 8-bit values.
  package var samples8: [UInt8] {
    switch samples {
    case .uint8(let values): values
    case .uint16(let values): values.map { UInt8((UInt32($0) + 128) / 257) }
    case .float32(let values): values.map { $0.isNaN ? 0 : UInt8(nearest: $0 * 255) }
    }
  }

  private func check(x: Int, y: Int, width: Int, height: Int) {
    precondition(
      x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= self.width && y + height <= self.height,
      "\(width) x \(height) pixels at (\(x), \(y)) do not lie within \(self.width) x \(self.height)")
  }
}
