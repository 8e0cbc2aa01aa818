import Foundation

/// The properties of a raster that are known without its pixels.
public struct RasterInfo: Hashable, Sendable {
  /// The path of the file, or a name in its place, for messages.
  public var path: String
  /// The width in pixels, after the orientation is applied.
  public var width: Int
  /// The height in pixels, after the orientation is applied.
  public var height: Int
  /// Samples for each pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha or another value, or any number of bands.
  public var bands: Int
  /// Whether the last band is transparency; nil where the format leaves it to the number of bands, as PNG does.
  public var hasAlpha: Bool?
  /// The names of the bands; empty where the file has none.
  public var bandNames: [String]
  /// The type of the samples that are read.
  public var sampleType: SampleType
  /// The sample value that marks pixels without data in the file. The validity of the rows marks the same pixels.
  public var noData: Double?
  /// Whether rows may come with a validity, as a file with a no-data value or a mask has.
  public var mayLackData: Bool
  /// Where on Earth the pixels lie, as far as the image or files beside it say.
  public var georeference: Georeference
  /// The colour table of a file that stores indices.
  public var palette: Palette?
  /// The orientation of the stored pixels. The rows that are read are upright already.
  public var orientation: ImageOrientation
  /// The file format; nil for rows that are not read from a file unchanged.
  public var format: RasterFormat?
  /// Bits of a sample or palette index in the file: 1, 2, 4, 8, 16 or 32.
  public var storedBitDepth: Int
  /// Whether the whole image must be decoded before the first row can be read, as for an interlaced PNG, a progressive
  /// JPEG or a turned JPEG.
  public var needsWholeImage: Bool

  /// What a decoder knows of a file before it reads pixels.
  public init(
    path: String, width: Int, height: Int, bands: Int, hasAlpha: Bool? = nil, bandNames: [String] = [],
    sampleType: SampleType = .uint8, noData: Double? = nil, mayLackData: Bool? = nil,
    georeference: Georeference = .none, palette: Palette? = nil,
    orientation: ImageOrientation = .upright, format: RasterFormat? = nil, storedBitDepth: Int? = nil,
    needsWholeImage: Bool = false
  ) {
    self.path = path
    self.width = width
    self.height = height
    self.bands = bands
    self.hasAlpha = hasAlpha
    self.bandNames = bandNames
    self.sampleType = sampleType
    self.noData = noData
    self.mayLackData = mayLackData ?? (noData != nil)
    self.georeference = georeference
    self.palette = palette
    self.orientation = orientation
    self.format = format
    self.storedBitDepth = storedBitDepth ?? 8 * sampleType.byteCount
    self.needsWholeImage = needsWholeImage
  }

  /// The properties of a raster that is made from this one.
  ///
  /// A raster of another size has another pixel grid, so it gets no georeference.
  package func derived(
    width: Int? = nil, height: Int? = nil, bands: Int? = nil, sampleType: SampleType? = nil
  ) -> RasterInfo {
    let (width, height) = (width ?? self.width, height ?? self.height)
    return RasterInfo(
      path: path, width: width, height: height, bands: bands ?? self.bands, sampleType: sampleType ?? self.sampleType,
      georeference: width == self.width && height == self.height ? georeference : .none, orientation: orientation,
      needsWholeImage: needsWholeImage)
  }

  /// Checks that this raster and `other` have one size.
  /// - Throws: `ImageIOError.sizesDiffer` or `.sidesExchanged`, with the path of this raster.
  package func checkSize(equals other: RasterInfo) throws {
    if width == other.width && height == other.height { return }
    guard width == other.height, height == other.width else {
      throw ImageIOError.sizesDiffer(
        path: path, width: width, height: height, otherPath: other.path, otherWidth: other.width,
        otherHeight: other.height)
    }
    let turned = [self, other].filter(\.orientation.swapsAxes)
    let only = turned.count == 1 ? turned[0] : nil
    throw ImageIOError.sidesExchanged(
      path: path, width: width, height: height, otherPath: other.path, turnedPath: only?.path,
      orientation: only?.orientation.rawValue)
  }

  /// Writes the files that GDAL and QGIS need to place a PNG of the same pixel grid.
  ///
  /// The files describe the stored pixels. For a raster that is turned for viewing they would be wrong, so none is written.
  /// - Parameters:
  ///   - output: the PNG, which need not exist yet.
  ///   - style: the text of a QGIS style for the PNG.
  ///   - replaces: whether existing files are replaced.
  /// - Returns: the files that were written, or a warning.
  /// - Throws: `FileAccessError`; `.occupied` when another file must not be replaced.
  package func writeGeoreference(
    beside output: URL, style: String? = nil, replaces: Bool
  ) throws -> GeoreferenceFiles.Written {
    guard !georeference.isEmpty, orientation != .upright else {
      return try georeference.files.write(beside: output, place: georeference, style: style, replaces: replaces)
    }
    var written = GeoreferenceFiles.Written()
    written.warning =
      "\(path): the image is stored \(orientation.words) (Exif orientation \(orientation.rawValue)), so its world file "
      + "does not fit the upright picture and was not written; store the image upright to keep its coordinates"
    return written
  }
}
