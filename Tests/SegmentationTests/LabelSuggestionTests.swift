import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import TestSupport
import Testing

import Segmentation

struct LabelSuggestionTests {
  private static func doubt(_ name: String, _ byClass: [Double]) -> LabelSuggestion.Doubt {
    var byPart = [Double](repeating: 0, count: 16)
    byPart[6] = 1
    return LabelSuggestion.Doubt(
      image: ImageFolder.Item(url: URL(filePath: "/\(name)"), relativePath: name), width: 101, height: 50,
      byClass: byClass, byPart: byPart)
  }

  @Test func imagesOfUnlikeDoubtAreChosen() {
    let doubts = [
      Self.doubt("sure", [0.01, 0]), Self.doubt("most", [0.5, 0]), Self.doubt("alike", [0.49, 0]),
      Self.doubt("other", [0, 0.2]),
    ]
    let chosen = LabelSuggestion.choose(2, among: doubts)
    #expect(chosen.map(\.image.relativePath) == ["most", "other"])
    #expect(chosen[0].doubt == 0.5 && chosen[0].doubtThere == 1)
    #expect(chosen[0].columns == 50..<75 && chosen[0].rows == 12..<25)
    #expect(LabelSuggestion.choose(9, among: doubts).count == 4)
    #expect(LabelSuggestion.choose(2, among: []).isEmpty)
  }

  @Test func theDoubtOfAnImageIsThatOfItsMargins() throws {
    let folder = try TemporaryFolder()
    let image = SegmenterTests.noise(40, 30)
    try image.write(to: folder.file("a.png"))
    let item = ImageFolder.Item(url: folder.url.appending(path: "a.png"), relativePath: "a.png")
    let context = ComputeContext(threads: 1)
    let segmenter = try Segmenter(SegmenterTests.model(), map: "main", smoothingRadius: 0)
    let doubt = try segmenter.doubt(of: item, options: .init(), context: context)
    let margins = try segmenter.certainty(of: MemoryRaster(image), width: 40, height: 30, context: context).margins
    let mean = margins.reduce(0) { $0 + 1 - Double($1) / 255 } / Double(margins.count)
    #expect(abs(doubt.sum - mean) < 1e-9)
    #expect(abs(doubt.byPart.reduce(0, +) / 16 - mean) < 0.02)
  }
}
