import Foundation
import NeuralNet

// K clusters.

/// Merges clusters two by two, each time those whose union loses least of what a cluster tells about the clusters
/// around it: the agglomerative information bottleneck, applied to both variables of a symmetric joint distribution.
///
/// - Source: Slonim and Tishby, "Agglomerative Information Bottleneck", NIPS 1999.
public struct ClusterMerging: Sendable {
  /// For each cluster the class it belongs to; classes are numbered from the most to the least frequent.
  public let classes: [Int]
  /// Mutual information of the merged classes, in nats.
  public let information: Double

  /// - Parameters:
  ///   - joint: how often clusters meet, K x K in row-major order; need be neither normalised nor symmetric.
  ///   - count: classes wanted, at least 1.
  /// - Precondition: `joint` is square and not negative.
  public init(joint: [Double], into count: Int) {
    let K = Int(Double(joint.count).squareRoot())
    precondition(K * K == joint.count && count >= 1, "\(joint.count) counts of pairs cannot become \(count) classes")
    let total = max(joint.reduce(0, +), .leastNormalMagnitude)
    var table = (0..<K).map { i in (0..<K).map { j in (joint[i * K + j] + joint[j * K + i]) / (2 * total) } }
    var members = (0..<K).map { [$0] }
    while members.count > count {
      var best = (first: 0, second: 1, loss: Double.infinity)
      for second in 1..<members.count {
        for first in 0..<second {
          let loss = Self.loss(of: table, merging: first, second)
          if loss < best.loss { best = (first, second, loss) }
        }
      }
      members[best.first] += members.remove(at: best.second)
      table = Self.merged(table, best.first, best.second)
    }
    let shares = table.map { $0.reduce(0, +) }
    let order = shares.indices.sorted { shares[$0] > shares[$1] }
    var classes = [Int](repeating: 0, count: K)
    for (number, group) in order.enumerated() { for cluster in members[group] { classes[cluster] = number } }
    self.classes = classes
    information = Self.information(table)
  }

  /// What merging two clusters takes from the mutual information, in nats.
  private static func loss(of table: [[Double]], merging i: Int, _ j: Int) -> Double {
    let shares = (table[i].reduce(0, +), table[j].reduce(0, +))
    func term(_ joint: Double, _ share: Double, _ other: Double) -> Double {
      joint > 0 ? joint * log(joint / (share * other)) : 0
    }
    var loss = 0.0
    for k in table.indices where k != i && k != j {
      let other = table[k].reduce(0, +)
      loss += 2 * (term(table[i][k], shares.0, other) + term(table[j][k], shares.1, other))
      loss -= 2 * term(table[i][k] + table[j][k], shares.0 + shares.1, other)
    }
    let within = table[i][i] + 2 * table[i][j] + table[j][j]
    loss += term(table[i][i], shares.0, shares.0) + term(table[j][j], shares.1, shares.1)
    loss += 2 * term(table[i][j], shares.0, shares.1)
    return loss - term(within, shares.0 + shares.1, shares.0 + shares.1)
  }

  private static func merged(_ table: [[Double]], _ i: Int, _ j: Int) -> [[Double]] {
    var table = table
    for k in table.indices { table[i][k] += table[j][k] }
    table.remove(at: j)
    for k in table.indices {
      table[k][i] += table[k][j]
      table[k].remove(at: j)
    }
    return table
  }

  private static func information(_ table: [[Double]]) -> Double {
    let shares = table.map { $0.reduce(0, +) }
    var sum = 0.0
    for (i, row) in table.enumerated() {
      for (j, joint) in row.enumerated() where joint > 0 { sum += joint * log(joint / (shares[i] * shares[j])) }
    }
    return sum
  }
}
