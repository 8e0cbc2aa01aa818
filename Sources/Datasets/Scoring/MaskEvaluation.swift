import Basics
import Foundation
import Imaging
import Synchronization

/// Scores masks against label files, a band of rows at a time, images side by side on all threads.
public struct MaskEvaluation: Sendable {
  /// What the labels mean; nil where each value is a class of its own and 255 is ignored.
  public let classes: ClassTable?
  /// How the masks' clusters get their classes, where no naming is given.
  public let rule: MatchingRule
  public let options: DecodingOptions
  /// What the masks show, where a file beside them says so.
  var masks: Naming?
  /// What masks mean that hold classes, where that is not what labels mean.
  var maskClasses: ClassTable?

  /// Pixels of a band.
  private static let bandPixels = 1 << 20

  public init(
    classes: ClassTable? = nil, rule: MatchingRule = .oneToOne, options: DecodingOptions = .init()
  ) {
    self.classes = classes
    self.rule = rule
    self.options = options
  }

  /// Counts every pair that can be read.
  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - progress: is called after each pair.
  /// - Returns: the counts of all of them, those of each, and what failed, in the order of `pairs`.
  public func count(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], parallel: Parallel,
    progress: @Sendable () -> Void = {}
  ) -> (matrix: ConfusionMatrix, images: [ImageCounts], failures: [FileFailure]) {
    let sum = Mutex(ConfusionMatrix())
    let (counts, failures) = attempt(pairs, parallel: parallel, progress: progress) { mask, label in
      let matrix = try count(mask: mask.url, label: label.url)
      sum.withLock { $0.add(matrix) }
      return ImageCounts(mask: mask, label: label, cells: matrix.cells, ignored: matrix.ignored)
    }
    return (sum.withLock { $0 }, counts.compactMap { $0 }, failures)
  }

  /// Counts one pair.
  /// - Throws: `ImageIOError`, ``ClassTableError``.
  public func count(mask: URL, label: URL) throws -> ConfusionMatrix {
    var matrix = ConfusionMatrix()
    try forEachBand(mask: mask, label: label) { matrix.add(masks: $0, classes: $1) }
    return matrix
  }

  /// The scores of counted pairs.
  /// - Parameter naming: found elsewhere; nil to match clusters to classes by ``rule``, so that it suits these pairs best.
  /// - Throws: ``EvaluationError``; ``NamingError`` for a naming of other classes, or of another model than the masks are.
  public func scores(_ matrix: ConfusionMatrix, naming: Naming? = nil, images: Int) throws -> Scores {
    guard matrix.pixels > 0 else { throw EvaluationError.nothingToScore(ignored: matrix.ignored) }
    let met = max(matrix.classCount, rule == .identity ? matrix.clusterCount : 0)
    let named = (naming?.classOfCluster.compactMap { $0 }.max() ?? 0) + 1
    let classes = self.classes?.classes ?? NamedClass.numbered(max(met, named))
    let clusters = masks?.kind == .clusters ? masks : nil
    guard let naming else { return Scores(matrix, classes: classes, rule: rule, clusters: clusters, images: images) }
    if let clusters { try naming.checkOrigin(clusters) }
    return Scores(matrix, naming: try naming.inClasses(classes), images: images)
  }

  /// The clusters of a mask file, or its classes where it holds those.
  /// - Throws: `ImageIOError`, ``ClassTableError``, also while rows are read.
  package func mask(_ url: URL) throws -> any RasterSource {
    rule == .identity
      ? try ClassReader(contentsOf: url, classes: maskClasses ?? classes, options: options)
      : try RasterFile.open(url, as: .mask, options: options)
  }

  /// The classes of a label file.
  /// - Throws: as ``mask(_:)``.
  package func label(_ url: URL) throws -> any RasterSource {
    try ClassReader(contentsOf: url, classes: classes, options: options)
  }

  /// What `body` makes of each pair, in their order, and the pairs that it threw for: the failure is of that file of a
  /// pair which the error names, else of the label.
  func attempt<Value>(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], parallel: Parallel,
    progress: @Sendable () -> Void, _ body: (_ mask: ImageFolder.Item, _ label: ImageFolder.Item) throws -> Value
  ) -> (values: [Value?], failures: [FileFailure]) {
    parallel.attempt(pairs, path: { $0.second.url.path }, progress: progress) { mask, label in
      do {
        return try body(mask, label)
      } catch let error as any FileError where error.path == mask.url.path {
        throw FileFailure(path: mask.url.path, error: error)
      }
    }
  }

  /// Reads a mask and its label side by side.
  /// - Parameter body: gets each band of clusters with that of classes.
  func forEachBand(mask: URL, label: URL, _ body: (_ masks: LabelMap, _ classes: LabelMap) throws -> Void) throws {
    let masks = try self.mask(mask)
    let labels = try self.label(label)
    try labels.info.checkSize(equals: masks.info)
    let rows = max(1, Self.bandPixels / masks.width)
    while let band = try masks.readLabels(rows), let part = try labels.readLabels(rows) { try body(band, part) }
  }
}
