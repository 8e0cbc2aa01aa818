import Basics
import Foundation
import Imaging

extension MaskEvaluation {
  /// Compares the boundaries of counted pairs. Reads the files once more, since it needs the naming of the whole set.
  /// - Parameters:
  ///   - naming: what the clusters show.
  ///   - progress: is called after each pair.
  /// - Returns: for each of `images` its counts, nil where its files cannot be read any more.
  package func boundaries(
    _ images: [ImageCounts], by naming: Naming, tolerance: BoundaryTolerance, parallel: Parallel,
    progress: @Sendable () -> Void = {}
  ) -> (counts: [BoundaryCounts?], failures: [FileFailure]) {
    let pairs = images.map { (first: $0.mask, second: $0.label) }
    let (counts, failures) = attempt(pairs, parallel: parallel, progress: progress) { mask, label in
      try boundaries(mask: mask.url, label: label.url, naming: naming, tolerance: tolerance)
    }
    return (counts, failures)
  }

  private func boundaries(
    mask: URL, label: URL, naming: Naming, tolerance: BoundaryTolerance
  ) throws -> BoundaryCounts {
    let info = try RasterFile.info(of: mask, options: options)
    var comparison = BoundaryComparison(
      width: info.width, classes: naming.classes.count,
      distance: tolerance.distance(width: info.width, height: info.height))
    let classOf = naming.classOfCluster.map { $0.map { UInt16($0) } ?? BoundaryComparison.unmatched }
    try forEachRows(mask: mask, label: label) { masks, labels in
      for start in stride(from: 0, to: masks.values.count, by: masks.width) {
        let range = start..<start + masks.width
        let truth = Array(labels.values[range])
        let found = zip(masks.values[range], truth).map { cluster, label -> UInt16 in
          if label == BoundaryComparison.ignored { return label }
          return Int(cluster) < classOf.count ? classOf[Int(cluster)] : BoundaryComparison.unmatched
        }
        comparison.add(mask: found, label: truth)
      }
    }
    return comparison.finish()
  }
}
