import Foundation

/// What is known of a raster without reading a pixel.
public struct RasterInfo: Hashable, Sendable {
  /// The path of the file, or a name that stands for it, for messages.
  public var path: String
  /// Columns for viewing, after the orientation is applied.
  public var width: Int
  /// Rows for viewing.
  public var height: Int
  /// Samples a pixel as delivered: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha (or whatever the file keeps there).
  public var bands: Int
  /// The type of the samples as delivered.
  public var sampleType: SampleType
  /// The sample value that marks pixels without data in the file; the rows' validity says where they are.
  public var noData: Double?
  /// Where on Earth the pixels lie, as far as files beside the image say.
  public var georeference: Georeference
  /// The colour table of a file that stores indices.
  public var palette: Palette?
  /// How the stored pixels were turned; already applied to what is delivered.
  public var orientation: ImageOrientation
  /// The file format; nil for what does not come from a file as it is.
  public var format: RasterFormat?
  /// Bits a sample, or palette index, in the file: 1, 2, 4, 8, 16 or 32.
  public var storedBitDepth: Int
  /// Whether rows can only be delivered after the whole image is decoded into memory: interlaced PNG, progressive JPEG,
  /// turned JPEG.
  public var needsWholeImage: Bool

  public init(
    path: String, width: Int, height: Int, bands: Int, sampleType: SampleType = .uint8, noData: Double? = nil,
    georeference: Georeference = .none, palette: Palette? = nil, orientation: ImageOrientation = .upright,
    format: RasterFormat? = nil, storedBitDepth: Int? = nil, needsWholeImage: Bool = false
  ) {
    self.path = path
    self.width = width
    self.height = height
    self.bands = bands
    self.sampleType = sampleType
    self.noData = noData
    self.georeference = georeference
    self.palette = palette
    self.orientation = orientation
    self.format = format
    self.storedBitDepth = storedBitDepth ?? 8 * sampleType.byteCount
    self.needsWholeImage = needsWholeImage
  }

  /// What is known of a raster that is made of this one, pixel for pixel unless its size differs.
  ///
  /// Another size is another pixel grid, for which the georeference does not hold.
  package func derived(
    width: Int? = nil, height: Int? = nil, bands: Int? = nil, sampleType: SampleType? = nil
  ) -> RasterInfo {
    let (width, height) = (width ?? self.width, height ?? self.height)
    return RasterInfo(
      path: path, width: width, height: height, bands: bands ?? self.bands, sampleType: sampleType ?? self.sampleType,
      georeference: width == self.width && height == self.height ? georeference : .none, orientation: orientation,
      needsWholeImage: needsWholeImage)
  }

  /// Checks that both have one size.
  /// - Throws: `ImageIOError.sizesDiffer`, about this one.
  package func checkSize(equals other: RasterInfo) throws {
    guard width == other.width, height == other.height else {
      throw ImageIOError.sizesDiffer(
        path: path, width: width, height: height, otherPath: other.path, otherWidth: other.width,
        otherHeight: other.height)
    }
  }

  /// What GDAL and QGIS need to place a PNG of the same pixel grid, written beside it.
  /// - Parameters:
  ///   - output: the PNG; it need not be there yet.
  ///   - style: of QGIS, to lie beside the PNG too.
  ///   - replaces: whether files that are there already give way.
  /// - Returns: the files written. A raster that is turned for viewing has another grid than its files describe; nothing
  ///   is written for it but a warning.
  /// - Throws: `FileAccessError`; `.occupied` for another file that is there already.
  package func writeGeoreference(
    beside output: URL, style: String? = nil, replaces: Bool
  ) throws -> GeoreferenceFiles.Written {
    let files = georeference.files
    guard !files.isEmpty, orientation != .upright else {
      return try files.write(beside: output, style: style, replaces: replaces)
    }
    var written = GeoreferenceFiles.Written()
    written.warning =
      "\(path): is stored \(orientation.words) (Exif orientation \(orientation.rawValue)); its world file does not "
      + "fit the picture as it is viewed and was left behind; store the image upright to keep its place"
    return written
  }
}
