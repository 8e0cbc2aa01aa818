import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct ClusterMergingTests {
  /// Clusters that share a class out among themselves: cluster `i` has the share `parts[i]` of class `blocks[i]`.
  static func joint(_ classes: [[Double]], blocks: [Int], parts: [Double]) -> [Double] {
    blocks.indices.flatMap { i in
      blocks.indices.map { j in parts[i] * parts[j] * classes[blocks[i]][blocks[j]] }
    }
  }

  static func information(_ table: [[Double]]) -> Double {
    let total = table.joined().reduce(0, +)
    let shares = table.map { $0.reduce(0, +) / total }
    return table.indices.reduce(0) { sum, i in
      table.indices.reduce(sum) { sum, j in
        let p = table[i][j] / total
        return p > 0 ? sum + p * log(p / (shares[i] * shares[j])) : sum
      }
    }
  }

  static let classes: [[Double]] = [[30, 2, 3], [2, 80, 1], [3, 1, 50]]
  static let blocks = [0, 1, 2, 0, 1, 1]
  static let parts = [0.25, 0.5, 1, 0.75, 0.2, 0.3]

  @Test func clustersOfOneClassAreMergedWithoutLoss() {
    let merging = ClusterMerging(joint: Self.joint(Self.classes, blocks: Self.blocks, parts: Self.parts), into: 3)
    // The second class is the most frequent, then the third, then the first.
    #expect(merging.classes == [2, 0, 1, 2, 0, 0])
    expectClose(merging.information, Self.information(Self.classes), relative: 1e-10)
  }

  /// The table after two of its rows and columns are added together.
  static func merged(_ table: [[Double]], _ first: Int, _ second: Int) -> [[Double]] {
    let kept = table.indices.filter { $0 != second }
    func members(_ group: Int) -> [Int] { group == first ? [first, second] : [group] }
    return kept.map { a in
      kept.map { b in members(a).reduce(0) { sum, i in members(b).reduce(sum) { $0 + table[i][$1] } } }
    }
  }

  /// Mutual information of rows and columns.
  static func information(rows table: [[Double]]) -> Double {
    let total = table.joined().reduce(0, +)
    let columns = table[0].indices.map { column in table.reduce(0) { $0 + $1[column] } / total }
    return table.reduce(0) { sum, row in
      let share = row.reduce(0, +) / total
      return zip(row, columns).reduce(sum) { $1.0 > 0 ? $0 + $1.0 / total * log($1.0 / total / (share * $1.1)) : $0 }
    }
  }

  @Test(arguments: [false, true]) func eachMergeLosesTheLeastThatCanBeLost(withVotes: Bool) {
    var random = RandomSource(seed: 11)
    for _ in 0..<30 {
      var table = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
      for i in 0..<4 {
        for j in 0...i {
          table[i][j] = Double(random.uniform()) + (i == j ? 0.5 : 0)
          table[j][i] = table[i][j]
        }
      }
      let votes = (0..<4).map { _ in (0..<3).map { _ in Double(random.uniform()) } }
      let pairs = (0..<4).flatMap { second in (0..<second).map { (first: $0, second: second) } }
      func kept(_ first: Int, _ second: Int) -> Double {
        let surroundings = Self.information(Self.merged(table, first, second)) / Self.information(table)
        var united = votes
        let other = united.remove(at: second)
        united[first] = zip(united[first], other).map { $0 + $1 }
        return withVotes
          ? 0.75 * surroundings + 0.25 * Self.information(rows: united) / Self.information(rows: votes) : surroundings
      }
      let best = pairs.max { kept($0.first, $0.second) < kept($1.first, $1.second) }
      let merging = ClusterMerging(
        joint: Array(table.joined()), votes: withVotes ? Array(votes.joined()) : [], into: 3)
      let united = pairs.first { merging.classes[$0.first] == merging.classes[$0.second] }
      #expect(united?.first == best?.first && united?.second == best?.second)
      if let best {
        expectClose(
          merging.information, Self.information(Self.merged(table, best.first, best.second)), relative: 1e-10)
      }
      #expect(Set(merging.classes) == [0, 1, 2])
    }
  }

  @Test func theMergesLeadToTheClassesOfEveryNumber() {
    var random = RandomSource(seed: 5)
    let K = 9
    let joint = (0..<K * K).map { Double(random.uniform()) + ($0 % (K + 1) == 0 ? 2 : 0) }
    let merges = ClusterMerging(joint: joint, into: 2).merges
    #expect(merges.count == K - 2)
    for count in 2...K {
      let merging = ClusterMerging(joint: joint, into: count)
      #expect(merging.merges == Array(merges.prefix(K - count)))
      var groups = Array(0..<K)
      for merge in merging.merges {
        let (kept, gone) = (groups[merge[0]], groups[merge[1]])
        #expect(kept != gone)
        groups = groups.map { $0 == gone ? kept : $0 }
      }
      for i in 0..<K {
        for j in 0..<K { #expect((groups[i] == groups[j]) == (merging.classes[i] == merging.classes[j])) }
      }
    }
  }

  @Test func aMergeAfterOthersIsTheOneFoundFromTheMergedTable() {
    var random = RandomSource(seed: 3)
    let K = 12
    let table = (0..<K).map { i in (0..<K).map { j in Double(random.uniform()) + (i == j ? 2 : 0) } }
    var joint = table
    for i in 0..<K { for j in 0..<K { joint[i][j] = table[i][j] + table[j][i] } }
    let votes = (0..<K).map { _ in (0..<4).map { _ in Double(random.uniform()) } }
    for count in 3..<K {
      let pairs = ClusterMerging(joint: Array(joint.joined()), votes: Array(votes.joined()), into: count).classes
      let fewer = ClusterMerging(joint: Array(joint.joined()), votes: Array(votes.joined()), into: count - 1).classes
      // Clusters that are together stay together.
      for i in 0..<K { for j in 0..<K where pairs[i] == pairs[j] { #expect(fewer[i] == fewer[j]) } }
      func summed(_ classes: [Int]) -> (joint: [[Double]], votes: [[Double]]) {
        let groups = Set(classes).sorted().map { group in (0..<K).filter { classes[$0] == group } }
        return (
          groups.map { a in
            groups.map { b in a.reduce(0) { sum, i in b.reduce(sum) { $0 + joint[i][$1] } } }
          },
          groups.map { a in (0..<4).map { vote in a.reduce(0) { $0 + votes[$1][vote] } } }
        )
      }
      let weights = (
        0.75 / Self.information(joint), 0.25 / Self.information(rows: votes)
      )
      func kept(_ classes: [Int]) -> Double {
        let (joint, votes) = summed(classes)
        return weights.0 * Self.information(joint) + weights.1 * Self.information(rows: votes)
      }
      let others = (0..<count).flatMap { second in
        (0..<second).map { first in pairs.map { $0 == second ? first : $0 } }
      }
      let best = others.map(kept).max() ?? 0
      expectClose(kept(fewer), best, relative: 1e-12)
    }
  }

  @Test func votesDecideWhereSurroundingsTellNothing() {
    let merging = ClusterMerging(
      joint: [Double](repeating: 1, count: 16), votes: [9, 1, 2, 8, 3, 7, 8, 2].map { $0 * 5 }, into: 2)
    #expect(merging.classes[0] == merging.classes[3])
    #expect(merging.classes[1] == merging.classes[2])
    #expect(merging.classes[0] != merging.classes[1])
  }

  @Test func votesThatTellNothingChangeNothing() {
    let joint = Self.joint(Self.classes, blocks: Self.blocks, parts: Self.parts)
    let merging = ClusterMerging(joint: joint, votes: [Double](repeating: 2, count: 12), into: 3)
    #expect(merging.classes == ClusterMerging(joint: joint, into: 3).classes)
  }

  @Test func theScaleAndTheOrderOfTheViewsDoNotMatter() {
    var joint = Self.joint(Self.classes, blocks: Self.blocks, parts: Self.parts)
    joint[1] += 4  // no longer symmetric
    let turned = (0..<36).map { joint[$0 % 6 * 6 + $0 / 6] * 7 }
    let one = ClusterMerging(joint: joint, into: 3)
    let other = ClusterMerging(joint: turned, into: 3)
    #expect(one.classes == other.classes)
    expectClose(one.information, other.information, relative: 1e-10)
  }

  @Test func asManyClassesAsClustersOnlyOrdersThem() {
    let merging = ClusterMerging(joint: [1, 0, 0, 0, 3, 0, 0, 0, 2], into: 5)
    #expect(merging.classes == [2, 0, 1])
  }

  @Test func unusedClustersGoAlong() {
    let merging = ClusterMerging(joint: [4, 0, 0, 0, 0, 0, 0, 0, 5], into: 2)
    #expect(merging.classes[0] != merging.classes[2])
    #expect((0..<2).contains(merging.classes[1]))
    expectClose(merging.information, Self.information([[4, 0], [0, 5]]), relative: 1e-10)
  }

  @Test func nothingCountedIsNoInformation() {
    let merging = ClusterMerging(joint: [Double](repeating: 0, count: 9), into: 1)
    #expect(merging.classes == [0, 0, 0])
    #expect(merging.information == 0)
  }
}
