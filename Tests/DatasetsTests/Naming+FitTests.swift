import Basics
import Datasets
import Imaging
import TestSupport
import Testing

@Suite struct NamingFitTests {
  private static let classes = NamedClass.named("a", "b")

  @Test func aNamingOfMoreClustersIsRefused() {
    #expect(throws: NamingError.otherClusters(path: "n.json", named: 4, clusters: 3)) {
      try NamingTests.found(.manyToOne).fitted(to: Naming(clusters: 3), path: "n.json")
    }
  }

  @Test func aNamingOfAnotherModelOrMapIsRefused() throws {
    let naming = Naming(Self.classes, classOfCluster: [0, 1], model: "aa", map: "main")
    let same = try naming.fitted(to: Naming(clusters: 3, model: "aa", map: "main"))
    #expect(same.classOfCluster == [0, 1, nil] && same.model == "aa" && same.map == "main")
    let error = #expect(throws: NamingError.otherModel(path: "n.json", named: "aa", model: "bb")) {
      try naming.fitted(to: Naming(clusters: 3, model: "bb", map: "main"), path: "n.json")
    }
    #expect(error?.description.contains("aa") == true && error?.description.contains("bb") == true)
    #expect(throws: NamingError.otherMap(path: "n.json", named: "main", map: "merged")) {
      try naming.fitted(to: Naming(clusters: 3, model: "aa", map: "merged"), path: "n.json")
    }
    // What does not say where it comes from is taken for all, and takes over what is known.
    let old = try Naming(Self.classes, classOfCluster: [0]).fitted(to: Naming(clusters: 2, model: "bb", map: "main"))
    #expect(old.model == "bb" && old.map == "main")
    try naming.checkOrigin(Naming(clusters: 2))
  }

  @Test func classesAreFoundByNameElseByNumber() throws {
    let naming = Naming(Self.classes, classOfCluster: [0, 1, nil, 1])
    #expect(try naming.inClasses(Self.classes).classOfCluster == [0, 1, nil, 1])
    #expect(try naming.inClasses(NamedClass.named("b", "c", "a")).classOfCluster == [2, 0, nil, 0])
    #expect(try naming.inClasses(NamedClass.named("x", "y", "z")).classOfCluster == [0, 1, nil, 1])
    #expect(throws: NamingError.otherClasses(path: "n", name: "b", known: ["a", "z"])) {
      try naming.inClasses(NamedClass.named("a", "z"), path: "n")
    }
    #expect(throws: NamingError.otherClasses(path: "n", name: "b", known: ["x"])) {
      try naming.inClasses(NamedClass.named("x"), path: "n")
    }
    // A class that no cluster shows is not missed.
    #expect(try Naming(Self.classes, classOfCluster: [0]).inClasses(NamedClass.named("z", "a")).classOfCluster == [1])
  }
}
