import Basics
import Foundation
import Imaging
import Synchronization

extension MaskEvaluation {
  /// Compares the boundaries of counted pairs; reads the files once more, since it needs the match of the whole set.
  /// - Parameter progress: is called after each pair.
  /// - Returns: for each of `images` its counts, nil where its files cannot be read any more.
  public func boundaries(
    _ images: [ImageCounts], by scores: Scores, tolerance: BoundaryTolerance, parallel: Parallel,
    progress: @Sendable () -> Void = {}
  ) -> (counts: [BoundaryCounts?], failures: [FileFailure]) {
    let counts = Mutex([BoundaryCounts?](repeating: nil, count: images.count))
    let failures = Mutex([Int: FileFailure]())
    parallel.forEach(images.count) { index in
      let (mask, label) = (images[index].mask.url, images[index].label.url)
      do {
        let found = try boundaries(
          mask: mask, label: label, matching: scores.matching, classes: scores.perClass.count, tolerance: tolerance)
        counts.withLock { $0[index] = found }
      } catch {
        failures.withLock { $0[index] = Self.failure(error, mask: mask, label: label) }
      }
      progress()
    }
    return (
      counts.withLock { $0 }, failures.withLock { failures in failures.keys.sorted().compactMap { failures[$0] } }
    )
  }

  private func boundaries(
    mask: URL, label: URL, matching: [Int?], classes: Int, tolerance: BoundaryTolerance
  ) throws -> BoundaryCounts {
    let info = try ImageInfo(contentsOf: mask, options: options)
    var comparison = BoundaryComparison(
      width: info.width, classes: classes, distance: tolerance.distance(width: info.width, height: info.height))
    let classOf = (0..<256).map { cluster -> UInt16 in
      let label = matching.indices.contains(cluster) ? matching[cluster] : nil
      return label.map(UInt16.init) ?? BoundaryComparison.unmatched
    }
    try forEachBand(mask: mask, label: label) { masks, labels in
      for start in stride(from: 0, to: masks.values.count, by: masks.width) {
        let range = start..<start + masks.width
        let truth = labels.values[range].map { $0 == ConfusionMatrix.none ? BoundaryComparison.ignored : UInt16($0) }
        let found = zip(masks.values[range], truth).map { cluster, label in
          label == BoundaryComparison.ignored ? label : classOf[Int(cluster)]
        }
        comparison.add(mask: found, label: truth)
      }
    }
    return comparison.finish()
  }
}
