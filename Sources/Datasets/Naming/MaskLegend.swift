import Basics
import Foundation
import Imaging

/// What the values of masks are shown as: clusters by their numbers, or the classes that they were matched to.
public struct MaskLegend: Hashable, Sendable {
  /// Where colours come from.
  public enum Colours: String, CaseIterable, Sendable {
    /// Those of the classes where they have some, else `safe`.
    case classes
    /// ``Imaging/Palette/standard``, which colour-blind eyes tell apart.
    case safe
  }

  /// One line of a legend.
  public struct Entry: Hashable, Sendable {
    public let name: String
    public let colour: Palette.Colour
    /// The clusters that are shown as this.
    public let clusters: [Int]
  }

  /// Marks clusters that no class was found for.
  public static let noClassColour = Palette.Colour(hex: 0x8C8C8C)

  /// Names of the classes; nil where masks are shown as clusters.
  public let classNames: [String]?
  /// Colours of what is shown.
  public let palette: Palette
  private let matching: [Int?]?

  /// Shows classes of `classes`, or clusters where that is nil.
  /// - Parameters:
  ///   - classNames: of at most 254 classes.
  ///   - matching: for each cluster its class; nil where masks hold classes already.
  /// - Throws: ``EvaluationError/unknownClass(_:count:)``.
  public init(classNames: [String]?, colours: [Palette.Colour?] = [], matching: ClusterMatching? = nil) throws {
    self.classNames = classNames
    self.matching = matching?.classes
    guard let classNames else {
      palette = .standard
      return
    }
    if let stranger = matching?.classes.compactMap({ $0 }).first(where: { !classNames.indices.contains($0) }) {
      throw EvaluationError.unknownClass(stranger, count: classNames.count)
    }
    let own = classNames.indices.map { index in
      (index < colours.count ? colours[index] : nil) ?? Palette.standard[UInt8(index)]
    }
    palette = Palette(own + [Self.noClassColour])
  }

  /// The clusters by their numbers.
  public static let clusters = MaskLegend()

  private init() {
    classNames = nil
    palette = .standard
    matching = nil
  }

  /// Whether masks hold classes, as labels do, and not clusters.
  package var showsLabels: Bool { classNames != nil && matching == nil }

  /// For each mask value what it is shown as: its class, one more than the last class for none.
  public var table: [UInt8] {
    guard let classNames else { return (0...255).map { $0 } }
    return (0..<256).map { value in
      if value == 255 { return ConfusionMatrix.none }
      guard let matching else { return UInt8(min(value, classNames.count)) }
      return UInt8((value < matching.count ? matching[value] : nil) ?? classNames.count)
    }
  }

  /// The name of what is shown as `label`.
  public func name(of label: UInt8) -> String {
    guard let classNames else { return "cluster \(label)" }
    return Int(label) < classNames.count ? classNames[Int(label)] : "no class"
  }

  /// A line for each class, and for what else was met; for each cluster that was met where there are no classes.
  public func entries(met labels: Set<UInt8>) -> [Entry] {
    let all = labels.union((classNames ?? []).indices.map { UInt8($0) }).subtracting([ConfusionMatrix.none])
    return all.sorted().map { label in
      let clusters = (matching ?? []).indices.filter { matching?[$0] == Int(label) }
      return Entry(name: name(of: label), colour: palette[label], clusters: clusters)
    }
  }
}
