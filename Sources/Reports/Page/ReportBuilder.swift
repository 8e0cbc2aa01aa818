import Basics
import Datasets
import Foundation
import Imaging
import Segmentation
import Synchronization

/// Gathers what a report shows from runs, images and labels.
public struct ReportBuilder: Sendable {
  public var title: String
  /// Images that the masks belong to.
  public var images: ImageFolder?
  /// Nil to take the scores that runs have made themselves, if any.
  public var labels: ImageFolder?
  /// What the labels mean.
  public var classes: ClassTable?
  public var colours = MaskLegend.Colours.classes
  public var rule = ClusterMatching.Rule.oneToOne
  /// Found elsewhere; nil for each run's best.
  public var matching: ClusterMatching?
  /// How near boundaries must lie; nil to leave them out.
  public var boundaries: BoundaryTolerance?
  /// Images that the gallery shows at most.
  public var galleryCount = 100
  public var options = DecodingOptions()

  public init(title: String) { self.title = title }

  /// Reads all masks and labels, then the pictures of the gallery.
  /// - Parameter progress: is called after each file.
  /// - Throws: ``EvaluationError``, ``ClassTableError``, ``DatasetError``, ``ConfigurationError``; single files that cannot be read are listed
  ///   in the report.
  public func build(
    _ sources: [ReportSource], parallel: Parallel, progress: @Sendable () -> Void = {}
  ) throws -> Report {
    var runs: [Report.Run] = []
    var accuracies: [[String: Double]] = []
    var failures = (images?.failures ?? []) + (labels?.failures ?? [])
    let reference = sources.lazy.compactMap(\.masks).first
    let members = try sources.map {
      try ReportMembers($0, reference: reference, images: images, labels: labels)
    }
    let evaluations = try sources.map {
      try MaskEvaluation(classes: classes, rule: rule, options: options).reading(masksIn: $0.maskFolder)
    }
    for (index, source) in sources.enumerated() {
      let (members, evaluation) = (members[index], evaluations[index])
      let shares = clusterPixels(source, evaluation, parallel: parallel, progress: progress)
      failures += (source.masks?.failures ?? []) + shares.failures
      let scored = try score(source, members, evaluation, parallel: parallel, progress: progress)
      failures += scored.failures
      runs.append(
        Report.Run(
          name: source.name, path: source.path, scores: scored.scores, clusterPixels: shares.pixels,
          records: try source.training.map { try MetricsLog(contentsOf: $0.metrics, upTo: .max).records } ?? [],
          configuration: try source.training.flatMap { try configuration(of: $0) }, masks: shares.masks,
          legend: try scored.scores.map { try MaskLegend($0, colours: colours) } ?? .clusters))
      accuracies.append(scored.accuracies)
    }
    let gallery = ReportGallery(
      members: members, legends: runs.map(\.legend), accuracies: accuracies, evaluations: evaluations)
    let (entries, unpainted) = gallery.entries(count: galleryCount, parallel: parallel, progress: progress)
    var listed: Set<String> = []
    failures = (failures + unpainted).filter { listed.insert($0.path).inserted }
    return Report(title: title, runs: runs, gallery: entries, images: gallery.names.count, failures: failures)
  }

  /// Pixels of each cluster in all masks of a source.
  private func clusterPixels(
    _ source: ReportSource, _ evaluation: MaskEvaluation, parallel: Parallel, progress: @Sendable () -> Void
  ) -> (pixels: [Int], masks: Int, failures: [FileFailure]) {
    let items = source.masks?.items ?? []
    let sum = Mutex([Int](repeating: 0, count: 256))
    let failures = Mutex([Int: FileFailure]())
    parallel.forEach(items.count) { index in
      do {
        let mask = try evaluation.mask(items[index].url)
        var pixels = [Int](repeating: 0, count: 256)
        while let band = try mask.readRows(max(1, 1 << 20 / mask.width)) {
          for value in band.values { pixels[Int(value)] += 1 }
        }
        sum.withLock { sum in for value in pixels.indices { sum[value] += pixels[value] } }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: items[index].url.path, error: error) }
      }
      progress()
    }
    let failed = failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
    let pixels = sum.withLock { $0.dropLast() }
    return (Array(pixels.prefix((pixels.lastIndex { $0 > 0 } ?? -1) + 1)), items.count - failed.count, failed)
  }

  private struct Scored {
    var scores: Scores?
    /// By name, of the images that have scored pixels.
    var accuracies: [String: Double] = [:]
    var failures: [FileFailure] = []
  }

  private func score(
    _ source: ReportSource, _ members: ReportMembers, _ evaluation: MaskEvaluation, parallel: Parallel,
    progress: @Sendable () -> Void
  ) throws -> Scored {
    guard labels != nil, source.masks != nil else { return ownScores(source) }
    let pairs = members.labelled
    var (matrix, images, failures) = evaluation.count(pairs, parallel: parallel, progress: progress)
    if images.isEmpty, let failure = failures.first { throw DatasetError.unusable(failure, others: failures.count - 1) }
    var scores = try evaluation.scores(matrix, matching: matching, images: images.count)
    if let boundaries {
      let compared = evaluation.boundaries(images, by: scores, tolerance: boundaries, parallel: parallel)
      failures += compared.failures
      scores = scores.with(compared.counts.compactMap { $0 }, tolerance: boundaries)
    }
    let accuracies = images.compactMap { image in
      image.score(by: scores).pixelAccuracy.map { (members.key(of: image.mask), $0) }
    }
    return Scored(
      scores: scores, accuracies: Dictionary(accuracies) { earlier, _ in earlier }, failures: failures)
  }

  /// What the run itself has scored; a file that another version has written is no reason to show nothing.
  private func ownScores(_ source: ReportSource) -> Scored {
    guard let file = source.scores else { return Scored() }
    do {
      return Scored(scores: try Scores(contentsOf: file))
    } catch {
      return Scored(failures: [FileFailure(path: file.path, error: error)])
    }
  }

  private func configuration(of training: RunFolder) throws -> String? {
    guard FileManager.default.fileExists(atPath: training.configuration.path) else { return nil }
    return try TextFile.read(training.configuration)
  }
}
