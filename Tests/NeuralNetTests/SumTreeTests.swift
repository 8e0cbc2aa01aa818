import NeuralNet
import TestSupport
import Testing

@Suite struct SumTreeTests {
  /// The sum of the leaves as brackets show it, when the leaves are shared by some processes.
  static func brackets(_ leaves: Int, processes: Int) -> String {
    let tree = SumTree(shares: SumTree.shares(of: leaves, processes: processes))
    var sums = (0..<leaves).map(String.init)
    for addition in tree.own.joined() + tree.common {
      sums[addition.target] = "(\(sums[addition.target])+\(sums[addition.source]))"
    }
    return sums[0]
  }

  @Test func theOrderOfAdditionsIsThatOfATree() {
    #expect(Self.brackets(1, processes: 1) == "0")
    #expect(Self.brackets(4, processes: 1) == "((0+1)+(2+3))")
    #expect(Self.brackets(7, processes: 1) == "(((0+1)+(2+3))+((4+5)+6))")
  }

  @Test func processesDoNotChangeTheOrder() {
    for leaves in 1...13 {
      for processes in 1...leaves {
        #expect(Self.brackets(leaves, processes: processes) == Self.brackets(leaves, processes: 1))
        let tree = SumTree(shares: SumTree.shares(of: leaves, processes: processes))
        for (share, (own, roots)) in zip(
          SumTree.shares(of: leaves, processes: processes), zip(tree.own, tree.roots))
        {
          #expect(!share.isEmpty && roots.first == share.lowerBound)
          #expect(own.allSatisfy { share.contains($0.source) && share.contains($0.target) })
        }
      }
    }
  }
}
