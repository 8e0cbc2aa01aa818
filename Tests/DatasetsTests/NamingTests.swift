import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct NamingTests {
  /// Clusters 0, 1 and 3 are met, with classes b, a and a.
  static func found(_ rule: MatchingRule) -> Naming {
    Scores(
      ConfusionMatrix(masks: [0, 0, 1, 3, 3], classes: [1, 1, 0, 0, 1]), classes: NamedClass.named("a", "b"),
      rule: rule, images: 1
    ).naming
  }

  @Test func clustersThatWereNotShownTakeTheClassOfTheirKin() throws {
    let clusters = Naming(clusters: 6)
    let merged = [0, 1, 0, 1, 2, 1]
    var naming = try Self.found(.manyToOne).fitted(to: clusters)
    #expect(naming.inferClasses(ofMerged: merged) == [2, 5])
    #expect(naming.classOfCluster == [1, 0, 1, 0, nil, 0])
    // One-to-one leaves clusters out on purpose, and so may people.
    var single = try Self.found(.oneToOne).fitted(to: clusters)
    #expect(single.inferClasses(ofMerged: merged).isEmpty)
    #expect(single.classOfCluster.compactMap { $0 }.count == 2)
    var given = Naming(NamedClass.named("a", "b"), classOfCluster: [1, 0, nil, 0, nil, nil])
    #expect(given.inferClasses(ofMerged: merged).isEmpty)
    #expect(try Self.found(.manyToOne).fitted(to: clusters).classOfCluster == [1, 0, nil, 0, nil, nil])
  }

  @Test func clustersAreKnownByTheirNumbers() {
    let naming = Naming(clusters: 300, model: "m", map: "main")
    #expect(naming.kind == .clusters && naming.summary == "300 clusters")
    #expect(naming.classes[299].name == "cluster 299" && naming.classes[299].values == [299])
    #expect(naming.number(ofCluster: 299) == 299 && naming.number(ofCluster: 300) == nil)
    #expect(naming.maskClasses == naming.classes)
  }

  @Test func masksHoldNumbersOrTheLabelsValues() {
    var naming = Naming(
      [NamedClass(name: "a", colours: [.init(hex: 1), .init(hex: 2)], values: [40, 1]), NamedClass(name: "b")],
      classOfCluster: [1, 1])
    #expect(naming.clusters(showing: 1) == [0, 1] && naming.clusters(showing: 0).isEmpty)
    #expect(naming.maskClasses.map(\.values) == [[0], [1]])
    naming.writesLabelValues = true
    #expect(naming.maskClasses.map(\.values) == [[40], [1]])
    #expect(naming.maskClasses.map(\.colours) == [[.init(hex: 1)], [Palette.standard[1]]])
  }
}
