import Foundation
import Imaging
import Interchange
import Testing

struct ClusterSharesTests {
  private static func shares() -> ClusterShares {
    var shares = ClusterShares(clusters: 12)
    shares.add(LabelMap(width: 3, height: 2, values: [0, 0, 11, Label.none, 0, 11]))
    shares.add(LabelMap(width: 3, height: 1, values: [0, 11, 11]))
    return shares
  }

  @Test func pixelsAreCounted() {
    let shares = Self.shares()
    #expect(shares.pixels == [4] + [Int](repeating: 0, count: 10) + [4])
    #expect(abs(shares.entropy - log(2)) < 1e-12)
  }

  @Test func eachClusterHasAValue() throws {
    let values = Self.shares().values
    #expect(values.map(\.tag).prefix(4) == ["clusters", "clusters/entropy", "clusters/used", "cluster_shares/00"])
    #expect(values.count == 15)
    #expect(values[2].simpleValue == 2)
    #expect(values.dropFirst(3).map(\.simpleValue).reduce(0, +) == 1)
    #expect(ClusterShares(clusters: 3).values.isEmpty)
  }

  @Test func theHistogramHasABucketForEachCluster() {
    let histogram = Self.shares().histogram
    #expect(histogram.bucket == [4] + [Double](repeating: 0, count: 10) + [4])
    #expect(histogram.bucketLimit == (0..<12).map { Double($0) + 0.5 })
    #expect((histogram.min, histogram.max) == (-0.5, 11.5))
    #expect((histogram.num, histogram.sum, histogram.sumSquares) == (8, 44, 484))
  }
}
