import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct MaskEvaluationStyleTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func evaluation(
    masks: [UInt16], labels: [UInt16], _ meaning: LabelMeaning, _ rule: MatchingRule = .identity
  ) throws -> (evaluation: MaskEvaluation, matrix: ConfusionMatrix) {
    let files = try [("masks", masks), ("labels", labels)].map { name, values in
      try FileManager.default.createDirectory(at: folder.file(name), withIntermediateDirectories: true)
      let file = folder.file("\(name)/a.png")
      try LabelMap(width: values.count, height: 1, values: values).write(to: file, palette: nil)
      return file
    }
    let evaluation = try MaskEvaluation.of(
      labels: [files[1]], masks: [files[0]], in: folder.file("masks"), meaning: meaning, rule: rule,
      parallel: Parallel(threads: 1)
    ).evaluation
    return (evaluation, try evaluation.count(mask: files[0], label: files[1]))
  }

  @Test func aShiftByOneIsSeenInWhatMasksAndLabelsShare() throws {
    let potsdam = LabelMeaning(classes: try .named("potsdam"))
    let one = try evaluation(masks: [0, 1, 2, 2, 4], labels: [1, 2, 3, 3, 0], potsdam)
    #expect(one.evaluation.shift(one.matrix) == .shifted(offset: 1, accuracy: 0, shiftedAccuracy: 0.8))
    let loveda = LabelMeaning(classes: try .named("loveda"))
    let other = try evaluation(masks: [2, 3, 4, 4], labels: [1, 2, 3, 3], loveda)
    #expect(other.evaluation.shift(other.matrix) == .shifted(offset: -1, accuracy: 0, shiftedAccuracy: 1))
    let values = try evaluation(masks: [0, 1, 2], labels: [1, 2, 3], LabelMeaning())
    #expect(values.evaluation.shift(values.matrix) == .shifted(offset: 1, accuracy: 0, shiftedAccuracy: 1))
    for (masks, labels) in [([0, 1, 2, 3], [0, 1, 2, 4]), ([0, 0, 0, 1], [0, 1, 2, 2])] as [([UInt16], [UInt16])] {
      let right = try evaluation(masks: masks, labels: labels, potsdam)
      #expect(right.evaluation.shift(right.matrix) == nil)
    }
    let clusters = try evaluation(masks: [0, 1, 2], labels: [1, 2, 3], potsdam, .oneToOne)
    #expect(clusters.evaluation.shift(clusters.matrix) == nil)
  }

  @Test func masksAddTheirValuesToThoseOfTheLabels() throws {
    let found = try evaluation(masks: [0, 255, 9, 40], labels: [0, 255, 40, 40], LabelMeaning(ignoredValues: []))
    let scores = try found.evaluation.scores(found.matrix, images: 1)
    #expect(scores.naming.classes.map(\.name) == ["0", "40", "255", "9"])
    #expect(scores.pixelAccuracy == 0.75 && scores.perClass.map(\.iou) == [1, 0.5, 1, 0])
  }

  @Test func aNamingFindsItsClassesAmongTheValues() throws {
    let found = try evaluation(masks: [0, 1, 2], labels: [80, 40, 40], LabelMeaning(), .manyToOne)
    let named = Naming(
      [NamedClass(name: "40", values: [40]), NamedClass(name: "7", values: [7])], classOfCluster: [1, 0, 0])
    let scores = try found.evaluation.scores(found.matrix, naming: named, images: 1)
    #expect(scores.naming.classes.map(\.name) == ["40", "80", "7"] && scores.naming.classOfCluster == [2, 0, 0])
    // Names of another language than numbers go by their values.
    let words = Naming(
      [NamedClass(name: "sea", values: [40]), NamedClass(name: "land", values: [80])], classOfCluster: [1, 0, nil])
    #expect(try found.evaluation.scores(found.matrix, naming: words, images: 1).naming.classOfCluster == [1, 0, nil])
  }
}
