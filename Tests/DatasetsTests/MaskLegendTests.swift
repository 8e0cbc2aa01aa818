import Basics
import Datasets
import Imaging
import TestSupport
import Testing

struct MaskLegendTests {
  @Test func withoutClassesClustersKeepTheirNumbers() {
    let legend = MaskLegend.clusters
    #expect(legend.table == Array(0...255))
    #expect(legend.entries(met: [2, 0, 255]).map(\.name) == ["cluster 0", "cluster 2"])
    #expect(legend.entries(met: [2]).first?.colour == Palette.standard[2])
    #expect(legend.entries(met: []).isEmpty)
  }

  @Test func clustersBecomeTheirClasses() throws {
    let legend = try MaskLegend(
      classNames: ["a", "b"], colours: [.init(hex: 0x112233), nil], matching: ClusterMatching(classes: [1, nil, 0, 1]))
    #expect(Array(legend.table.prefix(5)) == [1, 2, 0, 1, 2])
    #expect(legend.table[255] == 255)
    let entries = legend.entries(met: [0, 2, 255])
    #expect(entries.map(\.name) == ["a", "b", "no class"])
    #expect(entries.map(\.clusters) == [[2], [0, 3], []])
    #expect(entries.map(\.colour) == [.init(hex: 0x112233), Palette.standard[1], MaskLegend.noClassColour])
  }

  @Test func withoutAMatchValuesAreClasses() throws {
    let legend = try MaskLegend(classNames: ["a", "b"])
    #expect(Array(legend.table.prefix(4)) == [0, 1, 2, 2])
    #expect(legend.table[254] == 2 && legend.table[255] == 255)
  }

  @Test func aMatchWithStrangeClassesIsRefused() {
    #expect(throws: EvaluationError.unknownClass(5, count: 1)) {
      try MaskLegend(classNames: ["a"], matching: ClusterMatching(classes: [5]))
    }
  }

  @Test func asManyClassesAsThereCanBeHaveColours() throws {
    let legend = try MaskLegend(classNames: (0..<254).map { "class \($0)" })
    #expect(legend.palette.colours.count == 255)
    #expect(legend.entries(met: []).count == 254)
  }
}
