import Basics
import Foundation
import Imaging

/// How pictures show the values of masks: as clusters under their numbers, or as the classes of a naming.
public struct MaskLegend: Hashable, Sendable {
  /// Where colours come from.
  public enum Colours: String, CaseIterable, Sendable {
    /// The classes' own colours, and those of `safe` for classes without any.
    case classes
    /// ``Palette/standard``, which colour-blind people can tell apart.
    case safe
  }

  /// One line of a legend.
  package struct Entry: Hashable, Sendable {
    package let name: String
    package let colour: Palette.Colour
    /// The clusters that are shown by this line.
    package let clusters: [Int]
  }

  /// The colour of clusters that show no class.
  package static let noClassColour = Palette.Colour(hex: 0x8C8C8C)
  /// The most classes that pictures can show.
  static let mostClasses = 254

  /// The classes that the clusters show; nil where clusters are shown under their numbers.
  package let naming: Naming?
  /// The colours of the clusters or classes, by label.
  package let palette: Palette
  /// Whether masks hold the classes of the naming, as labels do, and not clusters.
  package let masksHoldClasses: Bool

  /// Shows clusters under their numbers.
  package static let clusters = MaskLegend()

  private init() {
    naming = nil
    palette = .standard
    masksHoldClasses = false
  }

  /// Shows the classes of `naming`.
  /// - Parameters:
  ///   - colours: where the colours come from.
  ///   - masksHoldClasses: whether masks hold the numbers of the classes, as labels do, and not clusters.
  /// - Throws: ``NamingError/tooManyClasses(path:count:)``.
  package init(_ naming: Naming, colours: Colours = .classes, masksHoldClasses: Bool = false) throws {
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

  /// The label that shows each value of a mask: the number of its class, or the number after the last class for no class.
  /// Nil where masks are shown as they are.
  package var table: LabelTable? {
    guard let naming else { return nil }
    let none = UInt16(naming.classes.count)
    if masksHoldClasses { return LabelTable((0..<none).map { $0 }, other: none) }
    return LabelTable(naming.classOfCluster.map { $0.map { UInt16($0) } ?? none }, other: none)
  }

  /// The name of the cluster or class that is shown as `label`.
  package func name(of label: UInt16) -> String {
    guard let naming else { return Naming.name(ofCluster: Int(label)) }
    return Int(label) < naming.classes.count ? naming.classes[Int(label)].name : "no class"
  }

  /// A line for each class, and one for no class if it was met; without a naming, a line for each cluster that was met.
  package func entries(met labels: Set<UInt16>) -> [Entry] {
    let all = labels.union((naming?.classes ?? []).indices.map { UInt16($0) }).subtracting([Label.none])
    return all.sorted().map { label in
      let clusters = masksHoldClasses ? [] : naming?.clusters(showing: Int(label)) ?? []
      return Entry(name: name(of: label), colour: palette[label], clusters: clusters)
    }
  }
}
