import Basics
import Foundation
import Imaging

/// What pictures show the values of masks as: clusters by their numbers, or the classes of a naming.
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

  /// Marks clusters that show no class.
  public static let noClassColour = Palette.Colour(hex: 0x8C8C8C)
  /// The most classes that pictures can show.
  public static let mostClasses = 254

  /// What the clusters show; nil where they are shown by their numbers.
  public let naming: Naming?
  /// Colours of what is shown.
  public let palette: Palette
  /// Whether masks hold the classes of the naming, as labels do, and not clusters.
  package let masksHoldClasses: Bool

  /// The clusters by their numbers.
  public static let clusters = MaskLegend()

  private init() {
    naming = nil
    palette = .standard
    masksHoldClasses = false
  }

  /// Shows the classes of `naming`.
  /// - Parameters:
  ///   - colours: whether those of the classes are used.
  ///   - masksHoldClasses: whether masks hold the numbers of the classes, as labels do, and not clusters.
  /// - Throws: ``NamingError/tooManyClasses(path:count:)``.
  public init(_ naming: Naming, colours: Colours = .classes, masksHoldClasses: Bool = false) throws {
    guard naming.classes.count <= Self.mostClasses else {
      throw NamingError.tooManyClasses(path: "the naming", count: naming.classes.count)
    }
    self.naming = naming
    self.masksHoldClasses = masksHoldClasses
    let own = naming.classes.enumerated().map { number, entry in
      colours == .classes ? entry.colour(number: number) : NamedClass.standardColour(number)
    }
    palette = Palette(own + [Self.noClassColour])
  }

  /// For each cluster or class of a mask what it is shown as: the number of its class, one more than the last class for
  /// none; nil where masks are shown as they are.
  package var table: LabelTable? {
    guard let naming else { return nil }
    let none = UInt16(naming.classes.count)
    if masksHoldClasses { return LabelTable((0..<none).map { $0 }, other: none) }
    return LabelTable(naming.classOfCluster.map { $0.map { UInt16($0) } ?? none }, other: none)
  }

  /// The name of what is shown as `label`.
  public func name(of label: UInt16) -> String {
    guard let naming else { return Naming.name(ofCluster: Int(label)) }
    return Int(label) < naming.classes.count ? naming.classes[Int(label)].name : "no class"
  }

  /// A line for each class, and for what else was met; for each cluster that was met where there are no classes.
  public func entries(met labels: Set<UInt16>) -> [Entry] {
    let all = labels.union((naming?.classes ?? []).indices.map { UInt16($0) }).subtracting([Label.none])
    return all.sorted().map { label in
      let clusters = masksHoldClasses ? [] : naming?.clusters(showing: Int(label)) ?? []
      return Entry(name: name(of: label), colour: palette[label], clusters: clusters)
    }
  }
}
