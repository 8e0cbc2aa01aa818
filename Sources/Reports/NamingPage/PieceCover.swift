import Foundation

/// Chooses few pieces of images that show every cluster well.
package enum PieceCover {
  /// A cluster is well seen where it covers this share of a piece, summed over the chosen pieces.
  private static let enough = 0.04

  /// The places of the chosen pieces among all, sorted.
  ///
  /// Takes the piece that adds most each time. What a cluster adds grows with the logarithm of its share, so that rare
  /// clusters count as much as frequent ones. Ends after `least` pieces once each cluster is well seen, or as well as
  /// half of all pieces would show it.
  /// - Parameter shares: for each piece the share of each cluster, 0...1.
  package static func choose(_ shares: [[Double]], least: Int, most: Int) -> [Int] {
    let clusters = shares.first?.count ?? 0
    let available = (0..<clusters).map { cluster in shares.reduce(0) { $0 + $1[cluster] } }
    var seen = [Double](repeating: 0, count: clusters)
    var chosen: [Int] = []
    func isDone() -> Bool {
      chosen.count >= least
        && seen.indices.allSatisfy { seen[$0] >= min(enough, available[$0] / 2) }
    }
    while chosen.count < min(most, shares.count), !isDone() {
      var best: (piece: Int, gain: Double)?
      for piece in shares.indices where !chosen.contains(piece) {
        let gain = seen.indices.reduce(0) { sum, cluster in
          sum + log((seen[cluster] + shares[piece][cluster] + 0.01) / (seen[cluster] + 0.01))
        }
        if gain > best?.gain ?? -1 { best = (piece, gain) }
      }
      guard let best else { break }
      chosen.append(best.piece)
      for cluster in seen.indices { seen[cluster] += shares[best.piece][cluster] }
    }
    return chosen.sorted()
  }
}
