import Imaging
import Segmentation

/// Places in pictures that show a cluster: where a model is most certain of it, and where another cluster is as likely.
package enum ClusterPlaces {
  /// A place in one of the pictures.
  package struct Place: Encodable, Hashable {
    package let piece: Int
    /// In pixels of the picture.
    package let x: Int
    package let y: Int

    package init(piece: Int, x: Int, y: Int) {
      self.piece = piece
      self.x = x
      self.y = y
    }
  }

  /// The places of one cluster, the best first.
  package struct Places: Encodable, Hashable {
    package private(set) var certain: [Place] = []
    package private(set) var borderline: [Place] = []

    package init(certain: [Place] = [], borderline: [Place] = []) {
      self.certain = certain
      self.borderline = borderline
    }
  }

  private static let block = 12
  private static let count = 3

  /// - Returns: the places of each cluster.
  package static func find(in maps: [CertaintyMap], clusters: Int) -> [Places] {
    var certain = [[(place: Place, value: Double)]](repeating: [], count: clusters)
    var borderline = certain
    for (number, map) in maps.enumerated() {
      let (width, height) = (map.labels.width, map.labels.height)
      for top in stride(from: 0, to: height, by: block) {
        for left in stride(from: 0, to: width, by: block) {
          var sums: [Int: (pixels: Int, probability: Int, margin: Int)] = [:]
          let (bottom, right) = (min(top + block, height), min(left + block, width))
          for y in top..<bottom {
            for x in left..<right where map.labels[x, y] != Label.none {
              let at = y * width + x
              let old = sums[Int(map.labels.values[at])] ?? (0, 0, 0)
              sums[Int(map.labels.values[at])] = (
                old.pixels + 1, old.probability + Int(map.probabilities[at]), old.margin + Int(map.margins[at])
              )
            }
          }
          let area = (bottom - top) * (right - left)
          let place = Place(piece: number, x: (left + right) / 2, y: (top + bottom) / 2)
          for (cluster, sum) in sums where cluster < clusters && 4 * sum.pixels >= area {
            let pixels = Double(sum.pixels)
            // A block that the cluster fills shows it better than a block of several clusters.
            certain[cluster].append((place, Double(sum.probability) / pixels * (0.5 + pixels / Double(area))))
            borderline[cluster].append((place, -Double(sum.margin) / pixels))
          }
        }
      }
    }
    return (0..<clusters).map { Places(certain: best(certain[$0]), borderline: best(borderline[$0])) }
  }

  /// The best places, of different pictures where there are enough.
  private static func best(_ candidates: [(place: Place, value: Double)]) -> [Place] {
    let sorted = candidates.sorted {
      ($1.value, $0.place.piece, $0.place.y, $0.place.x) < ($0.value, $1.place.piece, $1.place.y, $1.place.x)
    }.map(\.place)
    var chosen: [Place] = []
    for place in sorted where chosen.count < count && !chosen.contains(where: { $0.piece == place.piece }) {
      chosen.append(place)
    }
    for place in sorted where chosen.count < count {
      let isNear = chosen.contains {
        $0.piece == place.piece && max(abs($0.x - place.x), abs($0.y - place.y)) < 4 * block
      }
      if !isNear { chosen.append(place) }
    }
    return chosen
  }
}
