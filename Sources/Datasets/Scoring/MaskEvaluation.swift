import Basics
import Foundation
import Imaging
import Synchronization

/// Scores masks against label files, a band of rows at a time, images side by side on all threads.
public struct MaskEvaluation: Sendable {
  /// What the labels mean; nil where each value is a class of its own and 255 is ignored.
  public let classes: ClassTable?
  /// How the masks' clusters get their classes, where no match is given.
  public let rule: ClusterMatching.Rule
  public let options: DecodingOptions
  /// What masks mean that hold classes, where that is not what labels mean.
  var maskClasses: ClassTable?

  /// Pixels of a band.
  private static let bandPixels = 1 << 20

  public init(
    classes: ClassTable? = nil, rule: ClusterMatching.Rule = .oneToOne, options: DecodingOptions = .init()
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
    let results = Mutex([Int: Result<ImageCounts, FileFailure>]())
    parallel.forEach(pairs.count) { index in
      let (mask, label) = pairs[index]
      let result: Result<ImageCounts, FileFailure>
      do {
        let matrix = try count(mask: mask.url, label: label.url)
        sum.withLock { $0.add(matrix) }
        result = .success(ImageCounts(mask: mask, label: label, cells: matrix.cells, ignored: matrix.ignored))
      } catch {
        result = .failure(Self.failure(error, mask: mask.url, label: label.url))
      }
      results.withLock { $0[index] = result }
      progress()
    }
    let ordered = results.withLock { results in results.keys.sorted().compactMap { results[$0] } }
    var (images, failures): ([ImageCounts], [FileFailure]) = ([], [])
    for result in ordered {
      switch result {
      case .success(let counts): images.append(counts)
      case .failure(let failure): failures.append(failure)
      }
    }
    return (sum.withLock { $0 }, images, failures)
  }

  /// Counts one pair.
  /// - Throws: `ImageIOError`, ``ClassTableError``.
  public func count(mask: URL, label: URL) throws -> ConfusionMatrix {
    var matrix = ConfusionMatrix()
    try forEachBand(mask: mask, label: label) { matrix.add(masks: $0, classes: $1) }
    return matrix
  }

  /// The scores of counted pairs.
  /// - Parameter matching: found elsewhere; nil to find the one that suits these pairs best by ``rule``.
  /// - Throws: ``EvaluationError``.
  public func scores(_ matrix: ConfusionMatrix, matching: ClusterMatching? = nil, images: Int) throws -> Scores {
    guard matrix.pixels > 0 else { throw EvaluationError.nothingToScore(ignored: matrix.ignored) }
    let met = max(matrix.classCount, rule == .identity ? matrix.clusterCount : 0)
    let greatest = max(met - 1, matching?.classes.compactMap { $0 }.max() ?? 0)
    let classes =
      self.classes?.classes
      ?? (0...max(greatest, 0)).map { ClassTable.Class(name: "\($0)", values: [UInt8(clamping: $0)]) }
    guard let matching else { return Scores(matrix, classes: classes, rule: rule, images: images) }
    if let stranger = matching.classes.compactMap({ $0 }).first(where: { !classes.indices.contains($0) }) {
      throw EvaluationError.unknownClass(stranger, count: classes.count)
    }
    return Scores(matrix, classes: classes, matching: matching, images: images)
  }

  /// The clusters of a mask file, or its classes where it holds those.
  /// - Throws: `ImageIOError`, ``ClassTableError``, also while rows are read.
  package func mask(_ url: URL) throws -> any LabelRows {
    rule == .identity
      ? try ClassReader(contentsOf: url, classes: maskClasses ?? classes, options: options)
      : try LabelReader(contentsOf: url, options: options)
  }

  /// The classes of a label file.
  /// - Throws: as ``mask(_:)``.
  package func label(_ url: URL) throws -> any LabelRows {
    try ClassReader(contentsOf: url, classes: classes, options: options)
  }

  /// The failure of that file of a pair which the error names.
  static func failure(_ error: any Error, mask: URL, label: URL) -> FileFailure {
    FileFailure(path: "\(error)".hasPrefix("\(mask.path): ") ? mask.path : label.path, error: error)
  }

  /// Reads a mask and its label side by side.
  /// - Parameter body: gets each band of clusters with that of classes.
  func forEachBand(mask: URL, label: URL, _ body: (_ masks: LabelMap, _ classes: LabelMap) throws -> Void) throws {
    let masks = try self.mask(mask)
    let labels = try self.label(label)
    guard masks.width == labels.width, masks.height == labels.height else {
      throw ImageIOError.sizesDiffer(
        path: labels.path, width: labels.width, height: labels.height, otherPath: masks.path,
        otherWidth: masks.width, otherHeight: masks.height)
    }
    let rows = max(1, Self.bandPixels / masks.width)
    while let band = try masks.readRows(rows), let part = try labels.readRows(rows) { try body(band, part) }
  }
}
