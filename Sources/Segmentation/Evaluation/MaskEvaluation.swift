import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Scores masks against label files, a band of rows at a time, images side by side on all threads.
public struct MaskEvaluation: Sendable {
  /// What the labels mean; nil where each value is a class of its own and 255 is ignored.
  public let classes: ClassTable?
  public let options: DecodingOptions

  /// Pixels of a band.
  private static let bandPixels = 1 << 20

  public init(classes: ClassTable? = nil, options: DecodingOptions = .init()) {
    self.classes = classes
    self.options = options
  }

  /// Counts every pair that can be read.
  /// - Parameters:
  ///   - pairs: mask first, label second.
  ///   - progress: is called after each pair.
  /// - Returns: the counts of all of them, and what failed, in the order of `pairs`.
  public func count(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], context: ComputeContext,
    progress: @Sendable () -> Void = {}
  ) -> (matrix: ConfusionMatrix, failures: [FileFailure]) {
    let sum = Mutex(ConfusionMatrix())
    let failures = Mutex([Int: FileFailure]())
    context.forEach(pairs.count) { index in
      do {
        let matrix = try count(mask: pairs[index].first.url, label: pairs[index].second.url)
        sum.withLock { $0.add(matrix) }
      } catch {
        failures.withLock { $0[index] = FileFailure(path: pairs[index].second.url.path, error: error) }
      }
      progress()
    }
    return (sum.withLock { $0 }, failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } })
  }

  /// Counts one pair.
  /// - Throws: `ImageIOError`, ``ClassTableError``.
  public func count(mask: URL, label: URL) throws -> ConfusionMatrix {
    let masks = try LabelReader(contentsOf: mask, options: options)
    let labels = try ClassReader(contentsOf: label, classes: classes, options: options)
    guard masks.info.width == labels.info.width, masks.info.height == labels.info.height else {
      throw ImageIOError.sizesDiffer(
        path: labels.path, width: labels.info.width, height: labels.info.height, otherPath: masks.path,
        otherWidth: masks.info.width, otherHeight: masks.info.height)
    }
    var matrix = ConfusionMatrix()
    let rows = max(1, Self.bandPixels / masks.info.width)
    while let band = try masks.readRows(rows), let part = try labels.readRows(rows) {
      matrix.add(masks: band, classes: part)
    }
    return matrix
  }

  /// The scores of counted pairs.
  /// - Parameter matching: found elsewhere; nil to find the one that suits these pairs best by `rule`.
  /// - Throws: ``EvaluationError``.
  public func scores(
    _ matrix: ConfusionMatrix, rule: ClusterMatching.Rule, matching: ClusterMatching? = nil, images: Int
  ) throws -> Scores {
    guard matrix.pixels > 0 else { throw EvaluationError.nothingToScore(ignored: matrix.ignored) }
    let greatest = max(matrix.classCount - 1, matching?.classes.compactMap { $0 }.max() ?? 0)
    let names = classes?.classes.map(\.name) ?? (0...max(greatest, 0)).map(String.init)
    guard let matching else { return Scores(matrix, classNames: names, rule: rule, images: images) }
    if let stranger = matching.classes.compactMap({ $0 }).first(where: { !names.indices.contains($0) }) {
      throw EvaluationError.unknownClass(stranger, count: names.count)
    }
    return Scores(matrix, classNames: names, matching: matching, images: images)
  }
}

/// Why there are no scores.
public enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible, LocalizedError {
  case nothingToScore(ignored: Int)
  case notScores(path: String, reason: String)
  case unknownClass(Int, count: Int)

  public var description: String {
    switch self {
    case .nothingToScore(let ignored):
      "there is nothing to score: "
        + (ignored > 0 ? "the labels ignore all of the \(ignored) pixels" : "no pair of mask and label could be read")
    case .notScores(let path, let reason):
      "\(path): \(reason); give a file that `tessera evaluate --json` has written"
    case .unknownClass(let index, let count):
      "the matching names class \(index), but there are \(count) classes; it must come from the same classes"
    }
  }

  public var errorDescription: String? { description }
}
