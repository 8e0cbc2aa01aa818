import Foundation

/// How the pixels of images become those that a network sees and pictures show: what their alpha means, which pixels have no
/// data, and how their values are stretched.
public struct ImagePreparation: Hashable, Sendable {
  /// The meaning of the band after the colours; `auto` counts as `mask`.
  public var alpha: AlphaMeaning
  public var noData: NoDataValue
  /// The ranges that are stretched to the full range; images without a range stay as they are.
  public var ranges: [StretchedRange]

  /// Images stay as they are.
  public static let none = ImagePreparation(alpha: .band)

  public init(alpha: AlphaMeaning = .mask, noData: NoDataValue = .none, ranges: [StretchedRange] = []) {
    self.alpha = alpha
    self.noData = noData
    self.ranges = ranges
  }

  /// Opens the file at `url` as ``RasterFile/open(_:as:options:)`` does, and prepares its rows.
  /// - Throws: `FileAccessError.unreadable`, `ImageIOError`, also while rows are read.
  public func open(_ url: URL, options: DecodingOptions = .init()) throws -> any RasterSource {
    prepare(try RasterFile.open(url, options: options))
  }

  /// The prepared rows of `source`, none of which has been read.
  public func prepare(_ source: any RasterSource) -> any RasterSource { PreparedRows(source, by: self) }

  /// The bands of an image after the preparation.
  package func bands(of info: RasterInfo) -> Int { isMasked(info) ? info.bands - 1 : info.bands }

  /// Whether pixels of an image can turn out to have no data.
  package func mayHaveNoData(_ info: RasterInfo) -> Bool { isMasked(info) || noData != .none || info.noData != nil }

  /// Whether pixels of some image can turn out to have no data.
  package var marksNoData: Bool { alpha != .band || noData != .none }

  /// Whether the last band of an image is taken as transparency.
  func isMasked(_ info: RasterInfo) -> Bool { alpha != .band && (info.bands == 2 || info.bands == 4) }

  /// The range that an image of `bands` colour bands is stretched from; nil where it stays as it is.
  func range(of sampleType: SampleType, bands: Int) -> StretchedRange? {
    guard sampleType != .float32 else { return nil }
    let fitting = ranges.filter { $0.bits == 8 * sampleType.byteCount }
    return fitting.first { $0.low.count == bands } ?? fitting.first?.covering(bands: bands)
  }
}
