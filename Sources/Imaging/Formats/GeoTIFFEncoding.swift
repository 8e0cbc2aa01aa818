/// A GeoTIFF to write: what its samples are, where it lies, and what it tells about itself.
///
/// The file is tiled and compressed, has overviews, and follows the rules of cloud-optimised GeoTIFFs.
public struct GeoTIFFEncoding: Hashable, Sendable {
  /// How pixels of an overview are made.
  public enum Overviews: String, Hashable, Sendable {
    /// The value that most pixels have, for classes.
    case mode
    /// The mean of the pixels, for samples that measure something.
    case average
  }

  /// Samples for each pixel.
  public var bands: Int
  /// The type of the samples.
  public var sampleType: SampleType
  /// The colours of the values of one band of 8 bits.
  public var palette: Palette?
  /// The value of pixels without data.
  public var noData: Double?
  /// How the smaller copies of the raster are made.
  public var overviews = Overviews.average
  /// Where the raster lies on Earth.
  public var georeference = Georeference.none
  /// The names of the bands; none to leave them without names.
  public var bandNames: [String] = []
  /// Keys and values that the file keeps.
  public var metadata: [String: String] = [:]

  /// A GeoTIFF of so many bands.
  public init(bands: Int, sampleType: SampleType = .uint8) {
    self.bands = bands
    self.sampleType = sampleType
  }
}

extension RasterFormat {
  /// GeoTIFF files, which a build with GDAL reads and writes.
  public static let geoTIFF = RasterFormat(name: "GeoTIFF", extensions: ["tif", "tiff"], isLossless: true)
}
