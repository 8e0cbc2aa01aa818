import Foundation

/// How the pixels of images become those that a network sees and pictures show: what their alpha means, which pixels have no
/// data, and how their values are stretched.
public struct ImagePreparation: Hashable, Sendable {
  /// The meaning of the band after the colours; `auto` counts as `mask`.
  public var alpha: AlphaMeaning
  /// The value or colour of pixels without data.
  public var noData: NoDataValue
  /// The bands that are used. The others are dropped before anything else is done.
  public var bands: BandSelection
  /// The ranges that are stretched to the full range; images without a range stay as they are.
  public var ranges: [StretchedRange]

  /// Images stay as they are.
  public static let none = ImagePreparation(alpha: .band)

  /// What is done to the pixels of images before anything else.
  public init(
    alpha: AlphaMeaning = .mask, noData: NoDataValue = .none, bands: BandSelection = .all, ranges: [StretchedRange] = []
  ) {
    self.alpha = alpha
    self.noData = noData
    self.bands = bands
    self.ranges = ranges
  }

  /// Opens the file at `url` as ``RasterFile/open(_:as:options:)`` does, and prepares its rows.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`, also while rows are read.
  public func open(_ url: URL, options: DecodingOptions = .init()) throws -> any RasterSource {
    try prepare(try RasterFile.open(url, options: options))
  }

  /// The prepared rows of `source`, none of which has been read.
  /// - Throws: ``ImageIOError/bandMissing(path:band:known:)``.
  public func prepare(_ source: any RasterSource) throws -> any RasterSource {
    PreparedRows(try select(source), by: self)
  }

  /// The chosen bands of `source`.
  func select(_ source: any RasterSource) throws -> any RasterSource {
    guard let places = try bands.places(in: source.info) else { return source }
    return SelectedBands.of(source, places: places, hidesTransparent: hidesTransparent(source.info, places: places))
  }

  /// The bands of an image after the preparation.
  package func bandCount(of info: RasterInfo) -> Int {
    bands.count ?? (dropsLastBand(info) ? info.bands - 1 : info.bands)
  }

  /// Whether pixels of an image can turn out to have no data.
  package func mayHaveNoData(_ info: RasterInfo) -> Bool {
    isMasked(info) || noData != .none || info.noData != nil || info.mayLackData
  }

  /// Whether pixels of some image can turn out to have no data.
  package var marksNoData: Bool { alpha != .band || noData != .none }

  /// Whether the last band of an image is taken as transparency.
  func isMasked(_ info: RasterInfo) -> Bool {
    alpha != .band && (info.hasAlpha ?? (info.bands == 2 || info.bands == 4)) && info.bands > 1
  }

  /// Whether the fourth of four bands is taken as transparency although it may be another band.
  func showsAlpha(_ info: RasterInfo) -> Bool { isMasked(info) && info.bands == 4 && bands == .all }

  /// Whether the last band is no colour: it is transparency, or the second band of a grey image, which nothing uses.
  func dropsLastBand(_ info: RasterInfo) -> Bool { isMasked(info) || (info.bands == 2 && info.hasAlpha == nil) }

  /// Whether the last band tells which pixels have data, although it is not among the chosen ones.
  private func hidesTransparent(_ info: RasterInfo, places: [Int]) -> Bool {
    isMasked(info) && !places.contains(info.bands - 1)
  }

  /// The range that an image of `bands` colour bands is stretched from; nil where it stays as it is.
  package func range(of sampleType: SampleType, bands: Int) -> StretchedRange? {
    let fitting = ranges.filter { $0.bits == 8 * sampleType.byteCount }
    return fitting.first { $0.low.count == bands } ?? fitting.first?.covering(bands: bands)
  }
}
