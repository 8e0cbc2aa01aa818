import Basics
import Datasets
import Imaging
import NeuralNet

/// The clusters of an image at another size, and how sure a model is of them.
package struct CertaintyMap: Sendable {
  /// The most probable cluster of each place.
  package var labels: LabelMap
  /// Its probability, 0...255 for 0...1.
  package var probabilities: [UInt8]
  /// How far its probability is above that of the next cluster, 0...255 for 0...1.
  package var margins: [UInt8]

  package init(labels: LabelMap, probabilities: [UInt8], margins: [UInt8]) {
    self.labels = labels
    self.probabilities = probabilities
    self.margins = margins
  }
}

extension CertaintyMap {
  /// How far the greatest of several values is above the second, at each place.
  /// - Parameter planes: the values, a plane each, of one size.
  static func margins(of planes: [[UInt8]]) -> [UInt8] {
    guard var best = planes.first else { return [] }
    var second = [UInt8](repeating: 0, count: best.count)
    for plane in planes.dropFirst() {
      for (place, value) in plane.enumerated() {
        if value > best[place] {
          second[place] = best[place]
          best[place] = value
        } else if value > second[place] {
          second[place] = value
        }
      }
    }
    return zip(best, second).map { $0 - $1 }
  }
}

extension Segmenter {
  /// The clusters of an image in memory and how sure the model is of them, at the pixels that lie nearest to the places of a
  /// map of another size.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package func certainty(
    of image: MemoryRaster, width: Int, height: Int, context: ComputeContext
  ) throws -> CertaintyMap {
    let rows = try SegmentedRows(self, of: image.unread, context: context)
    let columns = (0..<width).map { (2 * $0 + 1) * image.width / (2 * width) }
    let places = (0..<height).map { (2 * $0 + 1) * image.height / (2 * height) }
    var labels: [UInt16] = []
    var map = CertaintyMap(labels: LabelMap(width: 0, height: 0, values: []), probabilities: [], margins: [])
    var start = 0
    var next = 0
    while let planes = try rows.nextProbabilities((0..<clusters).map { $0 }, count: clusters) {
      let end = start + planes[0].count / image.width
      while next < height, places[next] < end {
        let row = (places[next] - start) * image.width
        for column in columns {
          var (best, second) = (0, UInt8(0))
          for k in 1..<max(clusters, 1) {
            let value = planes[k][row + column]
            if value > planes[best][row + column] {
              (best, second) = (k, planes[best][row + column])
            } else if value > second {
              second = value
            }
          }
          // A pixel without data has no cluster.
          labels.append(planes[best][row + column] > 0 ? UInt16(truncatingIfNeeded: best) : Label.none)
          map.probabilities.append(planes[best][row + column])
          map.margins.append(planes[best][row + column] - second)
        }
        next += 1
      }
      start = end
    }
    map.labels = LabelMap(width: width, height: height, values: labels)
    return map
  }
}
