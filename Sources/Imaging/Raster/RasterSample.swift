/// The type of the samples of a raster.
public enum SampleType: String, Hashable, Sendable, CaseIterable {
  /// Whole numbers in 0...255.
  case uint8
  /// Whole numbers in 0...65535.
  case uint16
  /// Any numbers, such as heights or reflectances.
  case float32

  /// The bytes of one sample.
  package var byteCount: Int {
    switch self {
    case .uint8: 1
    case .uint16: 2
    case .float32: 4
    }
  }
}

/// A type of stored samples: one for each case of ``SampleType``.
protocol RasterSample: Hashable, Sendable {
  /// The sample value that becomes 1 where samples are converted to 0...1.
  static var fullScale: Float { get }
  var float: Float { get }
  /// The value of this type that is nearest to `float`.
  init(nearest float: Float)
  static func samples(_ values: [Self]) -> Raster.Samples
}

extension UInt8: RasterSample {
  static var fullScale: Float { 255 }
  @inline(__always) var float: Float { Float(self) }
  @inline(__always) init(nearest float: Float) { self.init(Swift.min(Swift.max(float, 0), Self.fullScale).rounded()) }
  static func samples(_ values: [UInt8]) -> Raster.Samples { .uint8(values) }
}

extension UInt16: RasterSample {
  static var fullScale: Float { 65535 }
  @inline(__always) var float: Float { Float(self) }
  @inline(__always) init(nearest float: Float) { self.init(Swift.min(Swift.max(float, 0), Self.fullScale).rounded()) }
  static func samples(_ values: [UInt16]) -> Raster.Samples { .uint16(values) }
}

extension Float: RasterSample {
  static var fullScale: Float { 1 }
  @inline(__always) var float: Float { self }
  @inline(__always) init(nearest float: Float) { self = float }
  static func samples(_ values: [Float]) -> Raster.Samples { .float32(values) }
}
