import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct ClusterMatchingTests {
  @Test func aMatchFoundOnOneSplitScoresAnother() throws {
    let first = Scores(
      ConfusionMatrix(masks: [0, 0, 1], classes: [1, 1, 0]), classes: ClassTable.Class.named("a", "b"),
      rule: .manyToOne, images: 1)
    let file = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(first.json().utf8).write(to: file)
    let matching = try ClusterMatching(scoresAt: file)
    #expect(matching.classes == [1, 0])
    // The best match of these pixels would be the other way round; cluster 2 was not met before.
    let second = try MaskEvaluation().scores(
      ConfusionMatrix(masks: [0, 0, 1, 2], classes: [0, 0, 1, 1]), matching: matching, images: 1)
    #expect(second.pixelAccuracy == 0)
    #expect(second.matching == [1, 0, nil])
    #expect(second.rule == nil)
    #expect(second.table.contains("given matching"))
  }

  @Test func filesWithoutAMatchAndMatchesOfOtherClassesAreRefused() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString).json")
    #expect(throws: EvaluationError.notScores(path: file.path, reason: "there is no such file")) {
      try ClusterMatching(scoresAt: file)
    }
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("{\"pixels\": 3}".utf8).write(to: file)
    #expect(throws: EvaluationError.self) { try ClusterMatching(scoresAt: file) }
    let evaluation = MaskEvaluation(classes: try ClassTable(yaml: "classes: [{name: a}]", path: "t"))
    #expect(throws: EvaluationError.unknownClass(4, count: 1)) {
      try evaluation.scores(
        ConfusionMatrix(masks: [0], classes: [0]), matching: ClusterMatching(classes: [4]), images: 1)
    }
  }
}
