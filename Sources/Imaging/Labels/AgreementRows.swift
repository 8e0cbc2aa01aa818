import Basics

/// Where two label maps agree: an error map, as labels of its own.
public final class AgreementRows: LabelRows {
  /// The labels that are delivered.
  public enum Agreement: UInt8, CaseIterable, Sendable {
    case right
    case wrong
    /// Pixels that the reference leaves out.
    case ignored
  }

  /// Blue, vermilion and grey, which every eye tells apart.
  public static let palette = Palette([.init(hex: 0x56B4E9), .init(hex: 0xD55E00), .init(hex: 0x808080)])

  public var width: Int { labels.width }
  public var height: Int { labels.height }
  public var path: String { labels.path }
  private let labels: any LabelRows
  private let reference: any LabelRows
  private let ignored: UInt8

  /// - Parameters:
  ///   - labels: in the classes of `reference`.
  ///   - ignored: in the reference, a pixel that is neither right nor wrong.
  /// - Throws: `ImageIOError.sizesDiffer`.
  public init(_ labels: any LabelRows, reference: any LabelRows, ignored: UInt8 = 255) throws {
    guard labels.width == reference.width, labels.height == reference.height else {
      throw ImageIOError.sizesDiffer(
        path: reference.path, width: reference.width, height: reference.height, otherPath: labels.path,
        otherWidth: labels.width, otherHeight: labels.height)
    }
    self.labels = labels
    self.reference = reference
    self.ignored = ignored
  }

  public func readRows(_ count: Int) throws -> LabelMap? {
    guard let band = try labels.readRows(count), let truth = try reference.readRows(count) else { return nil }
    let values = zip(band.values, truth.values).map { label, truth in
      (truth == ignored ? Agreement.ignored : label == truth ? .right : .wrong).rawValue
    }
    return LabelMap(width: band.width, height: band.height, values: values)
  }
}
