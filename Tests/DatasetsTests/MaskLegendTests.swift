import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct MaskLegendTests {
  @Test func withoutClassesClustersKeepTheirNumbers() {
    let legend = MaskLegend.clusters
    #expect(legend.table == nil)
    #expect(legend.entries(met: [2, 0, Label.none]).map(\.name) == ["cluster 0", "cluster 2"])
    #expect(legend.entries(met: [2]).first?.colour == Palette.standard[2])
    #expect(legend.entries(met: []).isEmpty)
  }

  @Test func clustersBecomeTheirClasses() throws {
    let classes = [NamedClass(name: "a", colours: [.init(hex: 0x112233)]), NamedClass(name: "b")]
    let naming = Naming(classes, classOfCluster: [1, nil, 0, 1])
    let legend = try MaskLegend(naming)
    let table = try #require(legend.table)
    #expect((0..<5).map { table[$0] } == [1, 2, 0, 1, 2])
    #expect(table[Label.none] == Label.none && table[255] == 2 && table[60_000] == 2)
    let entries = legend.entries(met: [0, 2, Label.none])
    #expect(entries.map(\.name) == ["a", "b", "no class"])
    #expect(entries.map(\.clusters) == [[2], [0, 3], []])
    #expect(entries.map(\.colour) == [.init(hex: 0x112233), Palette.standard[1], MaskLegend.noClassColour])
    #expect(try MaskLegend(naming, colours: .safe).palette[0] == Palette.standard[0])
  }

  @Test func valuesOfMasksThatHoldClassesAreTheirNumbers() throws {
    let naming = Naming(NamedClass.named("a", "b"), classOfCluster: [1, 0])
    let legend = try MaskLegend(naming, masksHoldClasses: true)
    let table = try #require(legend.table)
    #expect((0..<4).map { table[$0] } == [0, 1, 2, 2])
    #expect(table[254] == 2 && table[Label.none] == Label.none)
    #expect(legend.entries(met: []).map(\.clusters) == [[], []])
  }

  @Test func asManyClassesAsThereCanBeHaveColours() throws {
    let classes = (0..<254).map { NamedClass(name: "class \($0)") }
    let legend = try MaskLegend(Naming(classes, classOfCluster: []), masksHoldClasses: true)
    #expect(legend.palette.colours.count == 255)
    #expect(legend.entries(met: []).count == 254)
    #expect(throws: NamingError.tooManyClasses(path: "the naming", count: 255)) {
      try MaskLegend(Naming(classes + [NamedClass(name: "one more")], classOfCluster: []))
    }
  }
}
