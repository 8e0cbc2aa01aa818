import Foundation
import Testing

import Datasets

struct LabelVariantsTests {
  private static func chosen(_ names: [String], _ preferred: [String] = []) -> [String] {
    let items = names.map { ImageFolder.Item(url: URL(filePath: "/\($0)"), relativePath: $0) }
    return LabelVariants(items, preferred: preferred).chosen.map(\.relativePath)
  }

  private static let cityscapes = ["color", "instanceIds", "labelIds", "labelTrainIds"].map { "f_gtFine_\($0).png" }

  @Test func theDatasetSaysWhichCounts() {
    #expect(Self.chosen(Self.cityscapes, ["_labelIds"]) == ["f_gtFine_labelIds.png"])
    #expect(Self.chosen(Self.cityscapes, ["_labelTrainIds", "_color"]) == ["f_gtFine_labelTrainIds.png"])
    #expect(Self.chosen(Array(Self.cityscapes[..<3]), ["_labelTrainIds", "_color"]) == ["f_gtFine_color.png"])
  }

  @Test func numbersComeBeforeColoursAndInstances() {
    #expect(Self.chosen(Array(Self.cityscapes[..<3])) == ["f_gtFine_labelIds.png"])
    #expect(Self.chosen(["SegmentationObject/1.png", "SegmentationClass/1.png"]) == ["SegmentationClass/1.png"])
    #expect(Self.chosen(["f_color.png", "f_instanceIds.png"]) == ["f_color.png"])
  }

  @Test func whatNothingTellsApartStays() {
    let names = ["a_label.png", "a_label_noBoundary.png", "b.png", "b_color.png", "c_instanceIds.png"]
    #expect(Self.chosen(names) == names)
  }
}
