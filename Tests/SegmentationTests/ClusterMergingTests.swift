import Foundation
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

  @Test func mergingOnLosesTheLeastThatCanBeLost() {
    let merging = ClusterMerging(joint: Self.joint(Self.classes, blocks: Self.blocks, parts: Self.parts), into: 2)
    let best = [(0, 1), (0, 2), (1, 2)].map { pair in
      let groups = (0..<3).map { $0 == pair.1 ? pair.0 : $0 }
      let kept = Array(Set(groups)).sorted()
      return Self.information(
        kept.map { a in
          kept.map { b in
            (0..<3).reduce(0) { sum, i in
              (0..<3).reduce(sum) { $0 + (groups[i] == a && groups[$1] == b ? Self.classes[i][$1] : 0) }
            }
          }
        })
    }.max()
    expectClose(merging.information, best ?? 0, relative: 1e-10)
    #expect(Set(merging.classes) == [0, 1])
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
