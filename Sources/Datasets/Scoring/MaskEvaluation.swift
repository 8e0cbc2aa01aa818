import Basics
import Foundation
import Imaging
import Synchronization

/// Scores masks against label files, some rows at a time and several images at once on all threads.
package struct MaskEvaluation: Sendable {
  /// How the labels are read.
  package let labels: LabelReading
  /// The rule that matches clusters to classes where no naming is given.
  package let rule: MatchingRule
  package let options: DecodingOptions
  /// The naming of the masks, where a file beside them has one.
  package var masks: Naming?
  /// How masks that hold classes are read.
  var maskReading: LabelReading?

  /// Pixels that are read at a time.
  private static let pixelsAtOnce = 1 << 20

  package init(
    labels: LabelReading = .numbered, rule: MatchingRule = .oneToOne, options: DecodingOptions = .init()
  ) {
    self.labels = labels
    self.rule = rule
    self.options = options
  }

  /// Counts every pair that can be read.
  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - progress: is called after each pair.
  /// - Returns: the counts of all pairs, the counts of each, and the failures, in the order of `pairs`.
  package func count(
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
  package func count(mask: URL, label: URL) throws -> ConfusionMatrix {
    var matrix = ConfusionMatrix()
    try forEachRows(mask: mask, label: label) { matrix.add(masks: $0, classes: $1) }
    return matrix
  }

  /// The scores of counted pairs.
  /// - Parameter naming: the classes of the clusters; nil to match them by ``rule`` so that these pairs score best.
  /// - Throws: ``EvaluationError``; ``NamingError`` for a naming of other classes, or of another model than that of
  ///   the masks.
  package func scores(_ matrix: ConfusionMatrix, naming: Naming? = nil, images: Int) throws -> Scores {
    try terms(naming: naming).scores(matrix, images: images)
  }

  /// What scores depend on beside the counts.
  /// - Parameters:
  ///   - naming: the classes of the clusters; nil to match them by ``rule``.
  ///   - boundaries: how near boundaries must lie; nil where they are not compared.
  package func terms(naming: Naming? = nil, boundaries: BoundaryTolerance? = nil) -> EvaluationTerms {
    let clusters = masks?.kind == .clusters ? masks : nil
    return EvaluationTerms(
      rule: rule, labels: .init(labels), masks: maskReading.map { .init($0) },
      labelClasses: labels.classes, maskClasses: maskReading?.classes, hasTable: labels.meaning.classes != nil,
      offset: labels.meaning.offset, ignoredValues: labels.meaning.ignoredValues, model: clusters?.model,
      map: clusters?.map, naming: naming, boundaries: boundaries)
  }

  /// The clusters of a mask file, or its classes where it holds those.
  /// - Throws: `ImageIOError`, ``ClassTableError``, also while rows are read.
  package func mask(_ url: URL) throws -> any RasterSource {
    rule == .identity
      ? try ClassReader(contentsOf: url, reading: maskReading ?? labels, options: options)
      : try RasterFile.open(url, as: .mask, options: options)
  }

  /// The classes of a label file.
  /// - Throws: as ``mask(_:)``.
  package func label(_ url: URL) throws -> any RasterSource {
    try ClassReader(contentsOf: url, reading: labels, options: options)
  }

  /// The values of `body` for the pairs, in order, and the failures of the pairs that it throws for. A failure names the mask
  /// if the error does, else the label.
  func attempt<Value>(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], parallel: Parallel,
    progress: @Sendable () -> Void, _ body: (_ mask: ImageFolder.Item, _ label: ImageFolder.Item) throws -> Value
  ) -> (values: [Value?], failures: [FileFailure]) {
    parallel.attempt(pairs, path: { $0.second.url.path }, progress: progress) { mask, label in
      if let identity = FileIdentity(mask.url), identity == FileIdentity(label.url) {
        throw LabelFileError.isItsOwnMask(path: label.url.path)
      }
      do {
        return try body(mask, label)
      } catch let error as any FileError where error.path == mask.url.path {
        throw FileFailure(path: mask.url.path, error: error)
      }
    }
  }

  /// Reads a mask and its label side by side.
  /// - Parameter body: gets rows of clusters and the same rows of classes.
  func forEachRows(mask: URL, label: URL, _ body: (_ masks: LabelMap, _ classes: LabelMap) throws -> Void) throws {
    let masks = try self.mask(mask)
    let labels = try self.label(label)
    try labels.info.checkSize(equals: masks.info)
    let rows = max(1, Self.pixelsAtOnce / masks.width)
    while let band = try masks.readLabels(rows), var part = try labels.readLabels(rows) {
      if self.masks?.marksNoData == true { part.ignore(where: band) }
      try body(band, part)
    }
  }
}

extension LabelMap {
  /// Ignores the pixels to which a mask gives no label.
  package mutating func ignore(where mask: LabelMap) {
    for place in values.indices where mask.values[place] == Label.none { values[place] = Label.none }
  }
}
