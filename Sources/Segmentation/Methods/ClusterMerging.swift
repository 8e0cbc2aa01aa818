import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

// K clusters, V votes.

/// Merges clusters two by two, each time those whose union loses least of what a cluster tells about the clusters
/// around it, and about the votes of another clustering of the same places: the agglomerative information bottleneck.
///
/// Surroundings alone would take what stands side by side for one class, such as trees and the ground between them.
///
/// - Source: Slonim and Tishby, "Agglomerative Information Bottleneck", NIPS 1999; of two relevant variables, the first
///   merged along with the clusters.
package struct ClusterMerging: Sendable {
  /// Weight of what is lost about the votes, as a share of all they tell, beside 1 - `voteWeight` for the surroundings.
  static let voteWeight = 0.25

  /// For each cluster the class it belongs to; classes are numbered from the most to the least frequent.
  package let classes: [Int]
  /// The merges in their order: one cluster of the group that stays, and one of the group that joins it.
  package let merges: [[Int]]
  /// Mutual information of the merged classes and those around them, in nats.
  package let information: Double

  /// - Parameters:
  ///   - joint: how often clusters meet, K x K in row-major order; need be neither normalised nor symmetric.
  ///   - votes: how often each cluster gets each vote, K x V in row-major order; none where there are no votes.
  ///   - count: classes wanted, at least 1.
  /// - Precondition: `joint` is square, `votes` has a row for each cluster, and neither is negative.
  package init(joint: [Double], votes: [Double] = [], into count: Int) {
    let K = Int(Double(joint.count).squareRoot())
    precondition(K * K == joint.count && count >= 1, "\(joint.count) counts of pairs cannot become \(count) classes")
    precondition(votes.count % max(K, 1) == 0, "\(votes.count) votes cannot be those of \(K) clusters")
    let total = max(joint.reduce(0, +), .leastNormalMagnitude)
    var table = (0..<K).map { i in (0..<K).map { j in (joint[i * K + j] + joint[j * K + i]) / (2 * total) } }
    let V = votes.count / max(K, 1)
    let allVotes = max(votes.reduce(0, +), .leastNormalMagnitude)
    var ballots = (0..<K).map { i in votes[i * V..<(i + 1) * V].map { $0 / allVotes } }
    let voteShares = (0..<V).map { vote in ballots.reduce(0) { $0 + $1[vote] } }
    // Clusters that tell nothing lose nothing.
    let tableWeight = (1 - Self.voteWeight) / max(Self.information(table), 1e-12)
    let voteWeight = Self.voteWeight / max(Self.information(ballots, columns: voteShares), 1e-12)
    var members = (0..<K).map { [$0] }
    var merges: [[Int]] = []
    var shares = table.map { $0.reduce(0, +) }
    func wholeLoss(_ first: Int, _ second: Int) -> Double {
      tableWeight * Self.loss(of: table, shares, merging: first, second)
        + voteWeight * Self.loss(of: ballots[first], ballots[second], columns: voteShares)
    }
    // What each merge would lose. A merge changes this for the pairs of its own cluster, and by what the two clusters
    // tell about the pair for all others.
    var losses = (0..<K).map { second in (0..<second).map { wholeLoss($0, second) } }
    while members.count > count {
      var best = (first: 0, second: 1, loss: Double.infinity)
      for second in 1..<members.count {
        for first in 0..<second where losses[second][first] < best.loss {
          best = (first, second, losses[second][first])
        }
      }
      let (kept, gone) = (best.first, best.second)
      for second in losses.indices where second != kept && second != gone {
        for first in 0..<second where first != kept && first != gone {
          let lost =
            Self.loss(of: table, shares, merging: first, second, column: kept)
            + Self.loss(of: table, shares, merging: first, second, column: gone)
          losses[second][first] -= tableWeight * lost
        }
      }
      merges.append([members[kept][0], members[gone][0]])
      members[kept] += members.remove(at: gone)
      table = Self.merged(table, kept, gone)
      shares = table.map { $0.reduce(0, +) }
      let joined = ballots.remove(at: gone)
      for vote in joined.indices { ballots[kept][vote] += joined[vote] }
      losses.remove(at: gone)
      for second in gone..<losses.count { losses[second].remove(at: gone) }
      for second in losses.indices {
        for first in 0..<second {
          if first == kept || second == kept {
            losses[second][first] = wholeLoss(first, second)
          } else {
            losses[second][first] += tableWeight * Self.loss(of: table, shares, merging: first, second, column: kept)
          }
        }
      }
    }
    let order = shares.indices.sorted { shares[$0] > shares[$1] }
    var classes = [Int](repeating: 0, count: K)
    for (number, group) in order.enumerated() { for cluster in members[group] { classes[cluster] = number } }
    self.classes = classes
    self.merges = merges
    information = Self.information(table)
  }

  /// What merging two clusters takes from the mutual information, in nats.
  private static func loss(of table: [[Double]], _ shares: [Double], merging i: Int, _ j: Int) -> Double {
    var loss = 0.0
    for k in table.indices where k != i && k != j { loss += Self.loss(of: table, shares, merging: i, j, column: k) }
    let (first, second) = (shares[i], shares[j])
    let within = table[i][i] + 2 * table[i][j] + table[j][j]
    loss += term(table[i][i], first, first) + term(table[j][j], second, second)
    loss += 2 * term(table[i][j], first, second)
    return loss - term(within, first + second, first + second)
  }

  /// What merging two clusters takes from what they and a third one tell about each other, in nats.
  private static func loss(of table: [[Double]], _ shares: [Double], merging i: Int, _ j: Int, column k: Int) -> Double
  {
    let (first, second) = (table[i][k], table[j][k])
    return 2 * (term(first, shares[i], shares[k]) + term(second, shares[j], shares[k]))
      - 2 * term(first + second, shares[i] + shares[j], shares[k])
  }

  /// What giving two rows of a table to one takes from the mutual information of rows and columns, in nats.
  private static func loss(of first: [Double], _ second: [Double], columns: [Double]) -> Double {
    let shares = (first.reduce(0, +), second.reduce(0, +))
    return columns.indices.reduce(0) { sum, k in
      sum + term(first[k], shares.0, columns[k]) + term(second[k], shares.1, columns[k])
        - term(first[k] + second[k], shares.0 + shares.1, columns[k])
    }
  }

  /// A cell's part of the mutual information.
  private static func term(_ joint: Double, _ share: Double, _ other: Double) -> Double {
    joint > 0 ? joint * log(joint / (share * other)) : 0
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
    information(table, columns: table.map { $0.reduce(0, +) })
  }

  private static func information(_ table: [[Double]], columns: [Double]) -> Double {
    table.reduce(0) { sum, row in
      let share = row.reduce(0, +)
      return zip(row, columns).reduce(sum) { $0 + term($1.0, share, $1.1) }
    }
  }
}
