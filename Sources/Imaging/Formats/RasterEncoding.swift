import Foundation

/// A file format to write a raster in, with the bands and sample type of its pixels.
public enum RasterEncoding: Hashable, Sendable {
  /// PNG of 1 to 4 bands of 8 or 16 bits. `compression` lies in 0 (fast) to 9 (small).
  case png(bands: Int, sampleType: SampleType = .uint8, compression: Int = 6)
  /// PNG of one palette index for each pixel. The colour table is not empty.
  case indexedPNG(Palette)
  /// JPEG of 1 or 3 bands. `quality` lies in 1...100.
  case jpeg(bands: Int, quality: Int = 90)
  /// GeoTIFF, in builds with GDAL.
  case geoTIFF(GeoTIFFEncoding)
  /// An array of `Float` numbers.
  case array(ArrayEncoding)

  /// JPEG for a name that ends in `.jpg` or `.jpeg`, and else PNG.
  public init(for url: URL, bands: Int, sampleType: SampleType, quality: Int = 90) {
    let isJPEG = ["jpg", "jpeg"].contains(url.pathExtension.lowercased())
    self = isJPEG ? .jpeg(bands: bands, quality: quality) : .png(bands: bands, sampleType: sampleType)
  }

  /// Samples for each pixel.
  public var bands: Int {
    switch self {
    case .png(let bands, _, _), .jpeg(let bands, _): bands
    case .indexedPNG: 1
    case .geoTIFF(let encoding): encoding.bands
    case .array(let encoding): encoding.bands
    }
  }

  /// The type of the samples that the file holds.
  public var sampleType: SampleType {
    switch self {
    case .png(_, let sampleType, _): sampleType
    case .geoTIFF(let encoding): encoding.sampleType
    case .array: .float32
    case .indexedPNG, .jpeg: .uint8
    }
  }

  var format: RasterFormat {
    switch self {
    case .png, .indexedPNG: .png
    case .jpeg: .jpeg
    case .geoTIFF: .geoTIFF
    case .array(let encoding): encoding.format
    }
  }

  /// Whether the format holds such rasters.
  func holds(bands: Int, sampleType: SampleType) -> Bool {
    switch self {
    case .png: (1...4).contains(bands) && sampleType != .float32
    case .indexedPNG: bands == 1 && sampleType == .uint8
    case .jpeg: (bands == 1 || bands == 3) && sampleType == .uint8
    case .geoTIFF(let encoding): bands == encoding.bands && sampleType == encoding.sampleType
    case .array(let encoding): bands == encoding.bands && sampleType == .float32
    }
  }

  /// The longest side that the format can hold, and a remedy for larger images.
  var limit: (side: Int, remedy: String) {
    switch self {
    case .png, .indexedPNG, .geoTIFF, .array: (Int(Int32.max), "write it in tiles")
    case .jpeg: (65500, "write a PNG instead")
    }
  }

  /// Creates an encoder and writes the header.
  func makeEncoder(
    to sink: any ByteSink, width: Int, height: Int, texts: [(keyword: String, value: String)]
  ) throws -> RowEncoder {
    switch self {
    case .png(let bands, let sampleType, let compression):
      try PNGCodec.encoder(
        to: sink, width: width, height: height, bands: bands, sampleType: sampleType, compression: compression,
        palette: nil, texts: texts)
    case .indexedPNG(let palette):
      try PNGCodec.encoder(
        to: sink, width: width, height: height, bands: 1, sampleType: .uint8, compression: 6, palette: palette,
        texts: texts)
    case .jpeg(let bands, let quality):
      try JPEGCodec.encoder(to: sink, width: width, height: height, bands: bands, quality: quality)
    case .geoTIFF:
      preconditionFailure("a GeoTIFF is written by GDAL")
    case .array:
      preconditionFailure("an array is written as it is")
    }
  }
}
