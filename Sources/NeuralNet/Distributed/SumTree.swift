/// The order in which the sums of the parts of a batch are joined: always two neighbours, as in a tree whose left half has a
/// power of two of leaves.
///
/// Each process joins those of its own parts that have no parts of others between them in the tree; the rest is joined after
/// an exchange. So the order of all additions, and with it the last bit of the result, depends on the number of parts only.
package struct SumTree: Sendable {
  /// Adds the sum at one leaf to that at another.
  package struct Addition: Hashable, Sendable {
    package let target: Int
    package let source: Int
  }

  /// For each process the additions of sums of its own, in order.
  package let own: [[Addition]]
  /// The additions of sums of several processes, in order.
  package let common: [Addition]
  /// For each process the leaves where its sums are after its own additions.
  package let roots: [[Int]]

  /// - Parameter shares: the leaves of each process, in order and without gaps.
  package init(shares: [Range<Int>]) {
    var own = shares.map { _ in [Addition]() }
    var common: [Addition] = []
    func join(_ range: Range<Int>) {
      guard range.count > 1 else { return }
      var half = 1
      while 2 * half < range.count { half *= 2 }
      let middle = range.lowerBound + half
      join(range.lowerBound..<middle)
      join(middle..<range.upperBound)
      let addition = Addition(target: range.lowerBound, source: middle)
      let process = shares.firstIndex { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
      if let process { own[process].append(addition) } else { common.append(addition) }
    }
    join(0..<(shares.last?.upperBound ?? 0))
    roots = zip(shares, own).map { share, additions in
      let joined = Set(additions.map(\.source))
      return share.filter { !joined.contains($0) }
    }
    self.own = own
    self.common = common
  }

  /// The leaves of each process, as even as they can be.
  package static func shares(of parts: Int, processes: Int) -> [Range<Int>] {
    (0..<processes).map { $0 * parts / processes..<($0 + 1) * parts / processes }
  }
}
