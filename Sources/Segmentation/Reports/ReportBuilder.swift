import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Gathers what a report shows from runs, images and labels.
public struct ReportBuilder: Sendable {
  public var title: String
  /// Images that the masks belong to.
  public var images: ImageFolder?
  public var labels: ImageFolder?
  /// What the labels mean.
  public var classes: ClassTable?
  public var colours: MaskLegend.Colours
  public var rule: ClusterMatching.Rule
  /// Found elsewhere; nil for each run's best.
  public var matching: ClusterMatching?
  /// Images that the gallery shows at most.
  public var galleryCount: Int
  public var options: DecodingOptions

  public init(
    title: String, images: ImageFolder? = nil, labels: ImageFolder? = nil, classes: ClassTable? = nil,
    colours: MaskLegend.Colours = .classes, rule: ClusterMatching.Rule = .oneToOne, matching: ClusterMatching? = nil,
    galleryCount: Int = 100, options: DecodingOptions = .init()
  ) {
    self.title = title
    self.images = images
    self.labels = labels
    self.classes = classes
    self.colours = colours
    self.rule = rule
    self.matching = matching
    self.galleryCount = galleryCount
    self.options = options
  }

  /// Reads all masks and labels once, then the pictures of the gallery.
  /// - Parameter progress: is called with the number of files read since the last call.
  /// - Throws: ``EvaluationError``, ``ConfigurationError``; files that cannot be read are listed in the report.
  public func build(
    _ sources: [ReportSource], context: ComputeContext, progress: @Sendable () -> Void = {}
  ) throws -> Report {
    let labelled = Dictionary((labels?.items ?? []).map { ($0.stem, $0) }) { earlier, _ in earlier }
    var runs: [Report.Run] = []
    var accuracies: [[String: Double]] = []
    var failures: [FileFailure] = []
    for source in sources {
      let counted = count(source, labels: labelled, context: context, progress: progress)
      let scores = try labels.flatMap { _ in try self.scores(counted, hasMasks: source.masks != nil) }
      let legend = try legend(scores)
      runs.append(
        Report.Run(
          name: source.name, path: source.path, scores: scores, clusterPixels: counted.clusterPixels,
          records: try source.training.map { try MetricsLog(contentsOf: $0.metrics, upTo: .max).records } ?? [],
          configuration: try source.training.flatMap { try configuration(of: $0) }, masks: counted.masks,
          legend: legend))
      failures += counted.failures + (source.masks?.failures ?? [])
      accuracies.append(scores.map { accuracy(counted, matching: $0.matching) } ?? [:])
    }
    let gallery = ReportGallery(
      sources: sources, legends: runs.map(\.legend), accuracies: accuracies, images: images, labels: labelled,
      classes: classes, options: options)
    let (entries, unpainted) = gallery.entries(count: galleryCount, context: context, progress: progress)
    var listed: Set<String> = []
    failures = (failures + unpainted).filter { listed.insert($0.path).inserted }
    return Report(title: title, runs: runs, gallery: entries, images: gallery.stems.count, failures: failures)
  }

  /// What all masks of a source hold.
  private struct Counted {
    var matrix = ConfusionMatrix()
    var clusterPixels = [Int](repeating: 0, count: 256)
    /// By stem.
    var images: [String: ImageCounts] = [:]
    var masks = 0
    var failures: [FileFailure] = []
  }

  /// One image's pixels of each cluster by class, and those that no cluster was given.
  private struct ImageCounts {
    let clusters: [[Int]]
    let unassigned: Int
  }

  private func count(
    _ source: ReportSource, labels: [String: ImageFolder.Item], context: ComputeContext,
    progress: @Sendable () -> Void
  ) -> Counted {
    let items = source.masks?.items ?? []
    let evaluation = MaskEvaluation(classes: classes, options: options)
    let sum = Mutex(Counted())
    let failures = Mutex([Int: FileFailure]())
    context.forEach(items.count) { index in
      let item = items[index]
      do {
        let pixels = try histogram(item.url)
        let matrix = try labels[item.stem].map { try evaluation.count(mask: item.url, label: $0.url) }
        sum.withLock { sum in
          sum.masks += 1
          for value in pixels.indices { sum.clusterPixels[value] += pixels[value] }
          if let matrix {
            sum.matrix.add(matrix)
            sum.images[item.stem] = ImageCounts(
              clusters: matrix.counts(clusters: matrix.clusterCount, classes: matrix.classCount),
              unassigned: matrix.unassigned(classes: 255).reduce(0, +))
          }
        }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: item.url.path, error: error) }
      }
      progress()
    }
    var counted = sum.withLock { $0 }
    counted.failures = failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
    let greatest = counted.clusterPixels.dropLast().lastIndex { $0 > 0 } ?? -1
    counted.clusterPixels = Array(counted.clusterPixels.prefix(greatest + 1))
    return counted
  }

  private func histogram(_ mask: URL) throws -> [Int] {
    let reader = try LabelReader(contentsOf: mask, options: options)
    var pixels = [Int](repeating: 0, count: 256)
    while let band = try reader.readRows(max(1, 1 << 20 / reader.info.width)) {
      for value in band.values { pixels[Int(value)] += 1 }
    }
    return pixels
  }

  /// - Returns: nil for a source without masks.
  private func scores(_ counted: Counted, hasMasks: Bool) throws -> Scores? {
    guard hasMasks else { return nil }
    return try MaskEvaluation(classes: classes, options: options).scores(
      counted.matrix, rule: rule, matching: matching, images: counted.images.count)
  }

  private func legend(_ scores: Scores?) throws -> MaskLegend {
    if let scores {
      let own = colours == .classes ? classes?.classes.map(\.colours.first) : nil
      return try MaskLegend(
        classNames: scores.perClass.map(\.name), colours: own ?? [], matching: ClusterMatching(classes: scores.matching)
      )
    }
    return .clusters
  }

  /// By stem, of the images that have scored pixels.
  private func accuracy(_ counted: Counted, matching: [Int?]) -> [String: Double] {
    counted.images.compactMapValues { image in
      let pixels = image.clusters.joined().reduce(0, +) + image.unassigned
      guard pixels > 0 else { return nil }
      var right = 0
      for (cluster, row) in image.clusters.enumerated() where cluster < matching.count {
        if let label = matching[cluster], label < row.count { right += row[label] }
      }
      return Double(right) / Double(pixels)
    }
  }

  private func configuration(of training: RunFolder) throws -> String? {
    guard FileManager.default.fileExists(atPath: training.configuration.path) else { return nil }
    do {
      return try String(contentsOf: training.configuration, encoding: .utf8)
    } catch {
      throw ConfigurationError.unreadable(path: training.configuration.path, reason: error.localizedDescription)
    }
  }
}
