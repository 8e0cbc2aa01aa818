import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Gathers what a report shows from runs, images and labels.
public struct ReportBuilder: Sendable {
  /// The heading of the page.
  public var title: String
  /// Images that the masks belong to.
  public var images: ImageFolder?
  /// The labels to score against; nil to show the scores in the folders of the runs, if any.
  public var labels: ImageFolder?
  /// What the labels mean.
  public var meaning = LabelMeaning()
  /// The colours of clusters in pictures.
  public var colours = MaskLegend.Colours.classes
  /// How clusters are matched to the classes of labels.
  public var rule = MatchingRule.oneToOne
  /// The classes of the clusters; nil to match the clusters of each run to the labels by ``rule``.
  public var naming: Naming?
  /// How near boundaries must lie; nil to leave them out.
  public var boundaries: BoundaryTolerance?
  /// The most images that the gallery shows.
  public var galleryCount = 100
  /// Limits of the decoder, for the images.
  public var options = DecodingOptions()
  /// How the pixels of the images are prepared; nil to find out by the images.
  public var preparation: ImagePreparation?

  /// A report without runs.
  public init(title: String) { self.title = title }

  /// Reads all masks and labels, then the pictures of the gallery.
  /// - Parameters:
  ///   - notice: is called with what was decided about the labels.
  ///   - progress: is called after each file.
  /// - Throws: ``EvaluationError``, ``NamingError``, ``DatasetError``, and `MetricsError` for the measurements of a training; a
  ///   single mask, label or image that cannot be read is listed in the report.
  public func build(
    _ sources: [ReportSource], parallel: Parallel, notice: (LabelNotice) -> Void = { _ in },
    progress: @Sendable () -> Void = {}
  ) throws -> Report {
    var runs: [Report.Run] = []
    var accuracies: [[String: Double]] = []
    var failures = (images?.failures ?? []) + (labels?.failures ?? [])
    let reference = sources.lazy.compactMap(\.masks).first
    let members = try sources.map {
      try ReportMembers($0, reference: reference, images: images, labels: labels)
    }
    var noticed: Set<LabelNotice> = []
    let evaluations = try zip(sources, members).map { source, members in
      let (evaluation, notices) = try MaskEvaluation.of(
        labels: members.labelled.map(\.second.url), masks: (source.masks?.items ?? []).map(\.url),
        in: source.maskFolder, meaning: meaning, rule: rule, options: options, parallel: parallel)
      for found in notices where noticed.insert(found).inserted { notice(found) }
      return evaluation
    }
    for (index, source) in sources.enumerated() {
      let (members, evaluation) = (members[index], evaluations[index])
      let shares = clusterPixels(source, evaluation, parallel: parallel, progress: progress)
      failures += (source.masks?.failures ?? []) + shares.failures
      let scored = try score(
        source, members, evaluation, parallel: parallel, notice: notice, progress: progress)
      failures += scored.failures
      let configuration = try source.training.flatMap { try self.configuration(of: $0) }
      runs.append(
        Report.Run(
          name: source.name, path: source.path, scores: scored.scores, clusterPixels: shares.pixels,
          records: try source.training.map { try MetricsLog(contentsOf: $0.metrics, upTo: .max).records } ?? [],
          method: method(in: configuration, of: source, failures: &failures), configuration: configuration,
          masks: shares.masks,
          legend: try scored.scores.map { try MaskLegend($0.naming, colours: colours) } ?? .clusters))
      accuracies.append(scored.accuracies)
    }
    let preparation =
      preparation ?? ImageSurvey((images?.items ?? []).map(\.url), options: options, parallel: parallel).preparation
    let gallery = ReportGallery(
      members: members, legends: runs.map(\.legend), accuracies: accuracies, evaluations: evaluations,
      preparation: preparation)
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
    let (counted, failures) = parallel.attempt(items, path: \.url.path, progress: progress) { item -> [Int] in
      let mask = try evaluation.mask(item.url)
      var pixels: [Int] = []
      while let band = try mask.readLabels(max(1, 1 << 20 / mask.width)) {
        let greatest = band.values.lazy.filter { $0 != Label.none }.max().map { Int($0) } ?? -1
        if greatest >= pixels.count { pixels += [Int](repeating: 0, count: greatest + 1 - pixels.count) }
        for value in band.values where value != Label.none { pixels[Int(value)] += 1 }
      }
      return pixels
    }
    let read = counted.compactMap { $0 }
    var sum = [Int](repeating: 0, count: read.map(\.count).max() ?? 0)
    for pixels in read { for value in pixels.indices { sum[value] += pixels[value] } }
    return (sum, read.count, failures)
  }

  private struct Scored {
    var scores: Scores?
    /// The accuracies of the images that have scored pixels, by name.
    var accuracies: [String: Double] = [:]
    var failures: [FileFailure] = []
  }

  private func score(
    _ source: ReportSource, _ members: ReportMembers, _ evaluation: MaskEvaluation, parallel: Parallel,
    notice: (LabelNotice) -> Void, progress: @Sendable () -> Void
  ) throws -> Scored {
    guard labels != nil, source.masks != nil else { return ownScores(source) }
    let pairs = members.labelled
    var (matrix, images, failures) = evaluation.count(pairs, parallel: parallel, progress: progress)
    if images.isEmpty, let failure = failures.first { throw DatasetError.unusable(failure, others: failures.count - 1) }
    if let shift = evaluation.shift(matrix) { notice(shift) }
    var scores = try evaluation.scores(matrix, naming: naming, images: images.count)
    if let boundaries {
      let compared = evaluation.boundaries(images, by: scores.naming, tolerance: boundaries, parallel: parallel)
      failures += compared.failures
      scores = scores.with(compared.counts.compactMap { $0 }, tolerance: boundaries)
    }
    let accuracies = images.compactMap { image in
      image.score(by: scores).pixelAccuracy.map { (members.key(of: image.mask), $0) }
    }
    return Scored(
      scores: scores, accuracies: Dictionary(accuracies) { earlier, _ in earlier }, failures: failures)
  }

  /// The scores in the folder of the run. A file of another version is listed as a failure, and the rest is shown.
  private func ownScores(_ source: ReportSource) -> Scored {
    guard let file = source.scores else { return Scored() }
    do {
      return Scored(scores: try Scores(contentsOf: file))
    } catch {
      return Scored(failures: [FileFailure(path: file.path, error: error)])
    }
  }

  /// The name of the method in a configuration. A file that is not YAML is listed as a failure, and the rest is shown.
  private func method(in configuration: String?, of source: ReportSource, failures: inout [FileFailure]) -> String {
    // Files of earlier versions name no method, since there was only one.
    let earlier = "iic"
    guard let configuration, let path = source.training?.configuration.path else { return earlier }
    do {
      return try ConfigurationFile.names(below: "method", in: configuration, path: path).first ?? earlier
    } catch {
      failures.append(FileFailure(path: path, error: error))
      return earlier
    }
  }

  private func configuration(of training: RunFolder) throws -> String? {
    guard FileManager.default.fileExists(atPath: training.configuration.path) else { return nil }
    return try TextFile.read(training.configuration)
  }
}
