import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation

/// A file that the page for naming goes on from: names and scribbles.
public struct NamingStart: Hashable, Sendable {
  /// The path of the file.
  public let path: String
  /// What the clusters show.
  public let naming: Naming
  /// The strokes that the file holds.
  public let scribbles: [Scribbles.Stroke]

  /// - Throws: `NamingError`, also for a class that is named twice.
  public init(contentsOf url: URL) throws {
    path = url.path
    naming = try Naming(contentsOf: url)
    if let name = Naming.repeatedName(of: naming.classes) { throw NamingError.repeatedName(path: path, name: name) }
    scribbles = try Scribbles(contentsOf: url).strokes
  }
}

extension NamingPageBuilder {
  /// The naming that the page starts with.
  struct Beginning {
    var value: Naming
    var scribbles: [Scribbles.Stroke] = []
    /// Clusters whose labelled pixels have several classes, from the most disputed.
    var disputed: [Int] = []
    var failures: [FileFailure] = []
  }

  /// From this share of the labelled pixels on, the second class of a cluster is worth a warning.
  static let disputedShare = 0.3

  func naming(
    parallel: Parallel, begins: (Stage, Int) -> Void, notice: (LabelNotice) -> Void, progress: @Sendable () -> Void
  ) throws -> Beginning {
    let classes = meaning.classes
    if let start {
      var naming = try start.naming.fitted(to: segmenter.naming, path: start.path)
      naming.merges = start.naming.merges
      return Beginning(value: adding(classes?.classes ?? [], to: naming), scribbles: start.scribbles)
    }
    if let name = Naming.repeatedName(of: classes?.classes ?? []) {
      throw NamingError.repeatedName(path: "the list of classes", name: name)
    }
    if let labels { return try matched(labels, parallel: parallel, begins: begins, notice: notice, progress: progress) }
    let none = [Int?](repeating: nil, count: segmenter.clusters)
    var naming = Naming(classes?.classes ?? [], classOfCluster: none)
    (naming.model, naming.map) = (segmenter.naming.model, segmenter.map.name)
    return Beginning(value: naming)
  }

  /// The naming with the classes that it lacks.
  private func adding(_ classes: [NamedClass], to naming: Naming) -> Naming {
    let known = Set(naming.classes.map(\.name))
    let more = classes.filter { !known.contains($0.name) }
    var result = Naming(
      naming.classes + more, classOfCluster: naming.classOfCluster,
      counts: naming.counts.map { $0.map { $0 + more.map { _ in 0 } } }, model: naming.model, map: naming.map)
    result.merges = naming.merges
    return result
  }

  private func matched(
    _ labels: FilePairing, parallel: Parallel, begins: (Stage, Int) -> Void, notice: (LabelNotice) -> Void,
    progress: @Sendable () -> Void
  ) throws -> Beginning {
    begins(.matching, 2 * labels.pairs.count)
    let survey = LabelSurvey(
      labels.pairs.map(\.second.url), meaning: meaning, options: options, parallel: parallel, progress: progress)
    for found in survey.notices { notice(found) }
    let (counted, failures) = parallel.attempt(labels.pairs, path: \.second.url.path, progress: progress) { pair in
      try segmenter.counts(
        of: pair.first.url, label: pair.second.url, reading: survey.reading, options: options,
        context: ComputeContext(threads: 1))
    }
    if let failure = failures.first, failures.count == labels.pairs.count {
      throw DatasetError.unusable(failure, others: failures.count - 1)
    }
    var matrix = ConfusionMatrix()
    for other in counted.compactMap({ $0 }) { matrix.add(other) }
    guard matrix.pixels > 0 else { throw EvaluationError.nothingToScore(ignored: matrix.ignored) }
    let named = survey.reading.classes ?? NamedClass.numbered(matrix.classCount)
    let counts = matrix.counts(clusters: segmenter.clusters, classes: named.count)
    let met = named.indices.filter { label in counts.contains { $0[label] > 0 } }
    guard met.count > 1 else {
      throw NamingError.oneClass(path: labels.pairs[0].second.url.path, name: met.first.map { named[$0].name } ?? "")
    }
    var naming = Naming(.manyToOne, counts: counts, classes: named)
    (naming.model, naming.map) = (segmenter.naming.model, segmenter.map.name)
    if let groups = segmenter.model.description.groups(of: segmenter.map) { _ = naming.inferClasses(ofMerged: groups) }
    func second(_ cluster: Int) -> Double {
      let sorted = counts[cluster].sorted(by: >)
      return sorted[0] > 0 ? Double(sorted[1]) / Double(counts[cluster].reduce(0, +)) : 0
    }
    let disputed = counts.indices.filter { second($0) > Self.disputedShare }.sorted { second($0) > second($1) }
    return Beginning(value: naming, disputed: disputed, failures: failures)
  }
}
