import Basics
import Imaging

/// All that scores depend on beside the counted pixels: what masks and labels were taken for, and how clusters get classes.
package struct EvaluationTerms: Codable, Hashable, Sendable {
  /// The rule that matches clusters to classes where no naming is given.
  package var rule: MatchingRule
  /// How the labels were read; nil where there were none.
  package var labels: ReadLabels?
  /// How masks that hold classes were read; nil for masks of clusters, and where there were none.
  package var masks: ReadLabels?
  /// The classes of the labels by their numbers; nil where each value is a class and none was counted.
  package var labelClasses: [NamedClass]?
  /// The classes of masks that hold classes; nil for masks of clusters.
  package var maskClasses: [NamedClass]?
  /// Whether the classes are those of a table. Otherwise they are the values that were met.
  package var hasTable: Bool
  package var offset: Int
  /// The values that were told to be ignored; nil where none were told.
  package var ignoredValues: [UInt16]?
  /// The fingerprint of the model of masks of clusters; nil where it is not known.
  package var model: String?
  /// The name of the clusters' map; nil where it is not known.
  package var map: String?
  /// The naming that was given; nil to match clusters to classes.
  package var naming: Naming?
  /// How near boundaries must lie; nil where they are not compared.
  package var boundaries: BoundaryTolerance?

  /// How label files were read.
  package enum ReadLabels: String, Codable, Sendable {
    case byValues, byColours
    /// Grey files too are read by their colours.
    case greyByColours
  }

  /// The origin of the masks' clusters.
  private var clusters: Naming { Naming([], classOfCluster: [], model: model, map: map) }

  /// The classes that scores are about.
  /// - Parameter numbered: how many numbers were met, for where no class is known.
  private func classes(numbered: Int) -> [NamedClass] {
    maskClasses ?? labelClasses ?? NamedClass.numbered(numbered)
  }

  /// The scores of counted pairs.
  /// - Throws: ``EvaluationError``; ``NamingError`` for a naming of other classes, or of another model than that of the masks.
  package func scores(_ matrix: ConfusionMatrix, images: Int) throws -> Scores {
    guard matrix.pixels > 0 else { throw EvaluationError.nothingToScore(ignored: matrix.ignored) }
    if let fixed = try fixedNaming(matrix), naming != nil { return Scores(matrix, naming: fixed, images: images) }
    return Scores(matrix, classes: classes(numbered: met(matrix)), rule: rule, clusters: clusters, images: images)
  }

  /// What clusters show, where that does not depend on the counted pixels; nil where it does.
  /// - Throws: as ``scores(_:images:)``.
  package func fixedNaming(_ matrix: ConfusionMatrix) throws -> Naming? {
    let classes = classes(numbered: met(matrix))
    guard let naming else {
      guard rule == .identity else { return nil }
      return Naming(classes, classOfCluster: classes.indices.map { $0 }, rule: .identity)
    }
    try naming.checkOrigin(clusters)
    return hasTable ? try naming.inClasses(classes) : naming.amongValues(classes)
  }

  private func met(_ matrix: ConfusionMatrix) -> Int {
    let named = (naming?.classOfCluster.compactMap { $0 }.max() ?? 0) + 1
    return max(matrix.classCount, rule == .identity ? matrix.clusterCount : 0, named)
  }
}

extension EvaluationTerms {
  /// The first thing in which the terms of two shares differ, in words for both; nil where the shares can be joined.
  package func difference(from other: EvaluationTerms) -> (own: String, others: String)? {
    func differ(_ own: String, _ others: String) -> (own: String, others: String)? {
      own == others ? nil : (own, others)
    }
    func classes(_ list: [NamedClass]?) -> String {
      let words = (list ?? []).enumerated().map { "\($1.name) (\($1.values.map(String.init).joined(separator: ",")))" }
      return "the classes \(words.joined(separator: ", "))"
    }
    if let found = differ(ruleWords, other.ruleWords) { return found }
    if let labels, let others = other.labels, labels != others {
      return ("labels that are read \(labels.words)", "labels that are read \(others.words)")
    }
    if let masks, let others = other.masks, masks != others {
      return ("masks that are read \(masks.words)", "masks that are read \(others.words)")
    }
    if hasTable != other.hasTable || hasTable && (labelClasses, maskClasses) != (other.labelClasses, other.maskClasses)
    {
      return differ(classes(labelClasses), classes(other.labelClasses))
        ?? ("classes of one table", "classes of the same names with other values or colours")
    }
    if let found = differ("labels whose classes begin at \(offset)", "labels whose classes begin at \(other.offset)") {
      return found
    }
    if let found = differ(ignoredWords, other.ignoredWords) { return found }
    if let found = differ(modelWords, other.modelWords) { return found }
    if naming != other.naming { return ("one naming of the clusters", "another one, or none") }
    return boundaries == other.boundaries ? nil : ("one comparison of boundaries", "another one, or none")
  }

  private var ruleWords: String { "clusters that are matched by the rule \(rule.rawValue)" }

  private var ignoredWords: String {
    guard let ignoredValues else { return "no values that are ignored on request" }
    return "the ignored values \(ignoredValues.map(String.init).joined(separator: ", "))"
  }

  private var modelWords: String {
    "masks of \(model.map { "the model \($0)" } ?? "an unknown model")" + (map.map { " and its map \($0)" } ?? "")
  }
}

extension EvaluationTerms.ReadLabels {
  init(_ reading: LabelReading) {
    self = reading.content == .values ? .byValues : reading.readsGreyByColour ? .greyByColours : .byColours
  }

  fileprivate var words: String {
    switch self {
    case .byValues: "by their values"
    case .byColours: "by their colours"
    case .greyByColours: "by their colours, grey ones too"
    }
  }
}
