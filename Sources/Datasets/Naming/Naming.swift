import Basics
import Imaging

/// The classes that clusters show, with their names, colours and values.
///
/// A naming is found by matching clusters to labels (``MatchingRule``), or written by hand, and stored as `names.json`.
/// It belongs to one map of one model, since another training numbers its clusters differently.
public struct Naming: Hashable, Sendable {
  /// What the classes of a naming are.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Clusters under their own numbers.
    case clusters
    /// Classes that have a meaning.
    case classes
  }

  /// Whether the naming is of clusters or of classes.
  public var kind: Kind
  /// The classes that clusters can show.
  public private(set) var classes: [NamedClass]
  /// The place in ``classes`` of the class that each cluster shows; nil for a cluster that shows none.
  public private(set) var classOfCluster: [Int?]
  /// The rule that matched the clusters to the classes; nil where the classes were given.
  public private(set) var rule: MatchingRule?
  /// Labelled pixels of each cluster (row) by class (column) that the matching was found by; nil where it was given.
  public private(set) var counts: [[Int]]?
  /// The fingerprint of the clusters' model; nil where it is not known.
  public var model: String?
  /// The name of the clusters' map, such as `overclustering`; nil where it is not known.
  public var map: String?
  /// The order in which the clusters may be merged, as the page for naming shows it: one cluster of each of the two groups
  /// that become one. Nil where it is not known.
  public var merges: [[Int]]?
  /// Whether index masks hold the first value of each class, in place of its number in ``classes``.
  public var writesLabelValues = false
  /// Whether pixels without a class, in masks beside which the naming lies, have no data. Scores leave them out.
  public var marksNoData = false

  /// - Parameters:
  ///   - classOfCluster: for each cluster the place of its class in `classes`.
  ///   - rule: the rule that matched clusters to classes; nil where the classes are given.
  ///   - counts: labelled pixels of each cluster (row) by class (column) that the matching was found by.
  /// - Precondition: `classOfCluster` names no class beyond `classes`; `counts` has a row for each cluster and a column for
  ///   each class.
  public init(
    _ classes: [NamedClass], classOfCluster: [Int?], kind: Kind = .classes, rule: MatchingRule? = nil,
    counts: [[Int]]? = nil, model: String? = nil, map: String? = nil
  ) {
    precondition(
      classOfCluster.allSatisfy { $0.map(classes.indices.contains) ?? true },
      "a naming of \(classes.count) classes names a class beyond them")
    precondition(
      counts.map { $0.count == classOfCluster.count && $0.allSatisfy { $0.count == classes.count } } ?? true,
      "the counts of a naming have a row for each cluster and a column for each class")
    self.kind = kind
    self.classes = classes
    self.classOfCluster = classOfCluster
    self.rule = rule
    self.counts = counts
    self.model = model
    self.map = map
  }

  /// The clusters from 0 to `clusters` - 1 under their numbers.
  public init(clusters: Int, model: String? = nil, map: String? = nil) {
    let classes = (0..<clusters).map {
      NamedClass(
        name: Self.name(ofCluster: $0), colours: [NamedClass.standardColour($0)], values: [UInt16(clamping: $0)])
    }
    self.init(classes, classOfCluster: Array(0..<clusters), kind: .clusters, model: model, map: map)
  }

  /// The naming that suits labelled pixels best.
  /// - Parameters:
  ///   - rule: the rule that matches clusters to classes.
  ///   - counts: pixels of each cluster (row) by class (column).
  package init(_ rule: MatchingRule, counts: [[Int]], classes: [NamedClass]) {
    self.init(classes, classOfCluster: rule.classes(of: counts), rule: rule, counts: counts)
  }

  /// The name of a cluster that has only its number.
  static func name(ofCluster cluster: Int) -> String { "cluster \(cluster)" }

  /// The number of the class that `cluster` shows; nil where it shows none, or is not known here.
  public func number(ofCluster cluster: Int) -> Int? {
    classOfCluster.indices.contains(cluster) ? classOfCluster[cluster] : nil
  }

  /// The clusters that show the class of this number, in ascending order.
  public func clusters(showing number: Int) -> [Int] {
    classOfCluster.indices.filter { classOfCluster[$0] == number }
  }

  /// The classes, each with the one value and the one colour that masks hold for it.
  package var maskClasses: [NamedClass] {
    classes.enumerated().map { number, entry in
      NamedClass(
        name: entry.name, colours: [entry.colour(number: number)],
        values: [writesLabelValues ? entry.value(number: number) : UInt16(clamping: number)])
    }
  }

  /// How many clusters or classes there are, in words.
  package var summary: String {
    NumberText.count(classes.count, kind == .clusters ? "cluster" : "class", kind.rawValue)
  }
}

extension Naming {
  /// The same naming for `clusters` clusters; clusters that it does not know show no class.
  func covering(clusters: Int) -> Naming {
    Naming(
      classes, classOfCluster: (0..<clusters).map(number(ofCluster:)), kind: kind, rule: rule,
      counts: counts.map { counts in
        (0..<clusters).map { counts.indices.contains($0) ? counts[$0] : classes.map { _ in 0 } }
      }, model: model, map: map)
  }

  /// Gives each cluster without a class the class that most labelled pixels of its group have.
  ///
  /// Does so only after many-to-one matching: one-to-one matching leaves clusters out on purpose, and so may a naming that
  /// was written by hand.
  /// - Parameter groups: for each cluster the group that it is merged into.
  /// - Returns: the clusters that got a class.
  /// - Precondition: there is a group for each cluster.
  public mutating func inferClasses(ofMerged groups: [Int]) -> [Int] {
    precondition(
      groups.count == classOfCluster.count, "\(classOfCluster.count) clusters are merged, not \(groups.count)")
    guard rule == .manyToOne, let counts else { return [] }
    var inferred: [Int] = []
    for cluster in classOfCluster.indices where classOfCluster[cluster] == nil {
      let kin = counts.indices.filter { groups[$0] == groups[cluster] }
      let pixels = classes.indices.map { label in kin.reduce(0) { $0 + counts[$1][label] } }
      guard let most = pixels.max(), most > 0 else { continue }
      classOfCluster[cluster] = pixels.firstIndex(of: most)
      inferred.append(cluster)
    }
    return inferred
  }
}
