import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct MaskEncodingTests {
  /// Clusters 0, 1 and 3 are met, with classes b, a and a.
  private static func scores(_ rule: ClusterMatching.Rule) -> Scores {
    Scores(
      ConfusionMatrix(masks: [0, 0, 1, 3, 3], classes: [1, 1, 0, 0, 1]), classes: ClassTable.Class.named("a", "b"),
      rule: rule, images: 1)
  }

  @Test func clustersThatWereNotShownTakeTheClassOfTheirKin() throws {
    let merged = [0, 1, 0, 1, 2, 1]
    let encoding = try MaskEncoding(Self.scores(.manyToOne), clusters: 6, mergedClasses: merged)
    #expect(encoding.groups == [1, 0, 1, 0, nil, 0])
    #expect(encoding.inferred == [2, 5])
    // One-to-one leaves clusters out on purpose.
    let single = try MaskEncoding(Self.scores(.oneToOne), clusters: 6, mergedClasses: merged)
    #expect(single.groups.compactMap { $0 }.count == 2 && single.inferred.isEmpty)
    let unmerged = try MaskEncoding(Self.scores(.manyToOne), clusters: 6)
    #expect(unmerged.groups == [1, 0, nil, 0, nil, nil] && unmerged.inferred.isEmpty)
  }

  @Test func aMatchOfMoreClustersIsRefused() {
    #expect(throws: EvaluationError.otherClusters(matched: 4, clusters: 3)) {
      try MaskEncoding(Self.scores(.manyToOne), clusters: 3)
    }
  }
}
