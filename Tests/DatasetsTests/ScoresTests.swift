import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct ScoresTests {
  @Test func areThoseCountedByHand() throws {
    // Cluster 2 is class 0 (2 of its 3 pixels), cluster 0 is class 1 (2 of 2); cluster 1 finds no class left.
    let scores = Scores(
      ConfusionMatrix(masks: [2, 2, 2, 0, 0, 1, 2, 255], classes: [0, 0, 1, 1, 1, 1, 255, 0]),
      classes: NamedClass.named("a", "b", "c"),
      rule: .oneToOne, images: 1)
    #expect(scores.naming.classOfCluster == [1, 2, 0])
    #expect(scores.confusion == [[0, 2, 0], [0, 1, 0], [2, 1, 0]])
    #expect(scores.pixels == 7 && scores.ignored == 1)
    #expect(scores.unassigned == [1, 0, 0])
    expectClose(scores.pixelAccuracy, 4.0 / 7)
    // a: 2 right of 3 labelled and 3 predicted; b: 2 of 4 and 2; c: never right, once predicted.
    expectClose(try #require(scores.perClass[0].iou), 2.0 / 4)
    expectClose(try #require(scores.perClass[1].iou), 2.0 / 4)
    #expect(scores.perClass[2].iou == 0 && scores.perClass[2].accuracy == nil)
    expectClose(scores.meanIoU, 1.0 / 3)
    expectClose(try #require(scores.perClass[0].accuracy), 2.0 / 3)
  }

  @Test func classesThatNobodyHasAreLeftOutOfTheMean() {
    let scores = Scores(
      ConfusionMatrix(masks: [0, 0], classes: [1, 1]), classes: NamedClass.named("a", "b"), rule: .oneToOne,
      images: 1)
    #expect(scores.meanIoU == 1 && scores.pixelAccuracy == 1)
    #expect(scores.perClass[0].iou == nil)
  }

  @Test func manyToOneGivesEachClusterItsCommonestClass() {
    let matrix = ConfusionMatrix(masks: [0, 0, 1, 1, 1, 3], classes: [0, 0, 0, 0, 1, 1])
    let scores = Scores(matrix, classes: NamedClass.named("a", "b"), rule: .manyToOne, images: 1)
    #expect(scores.naming.classOfCluster == [0, 0, nil, 1])
    expectClose(scores.pixelAccuracy, 5.0 / 6)
    // Many-to-one is never worse than one-to-one.
    #expect(
      Scores(matrix, classes: NamedClass.named("a", "b"), rule: .oneToOne, images: 1).pixelAccuracy
        <= scores.pixelAccuracy)
  }

  @Test func countsAddUpWhateverTheOrder() {
    let one = ConfusionMatrix(masks: [0, 1, 255], classes: [1, 1, 0])
    let two = ConfusionMatrix(masks: [3, 3], classes: [255, 2])
    var sum = one
    sum.add(two)
    var other = two
    other.add(one)
    #expect(sum == other)
    #expect(sum.pixels == 4 && sum.ignored == 1 && sum.clusterCount == 4 && sum.classCount == 3)
  }

  @Test func theTableNamesClassesAndClusters() {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0], classes: [0, 1]), classes: NamedClass.named("wood", "sea"), rule: .oneToOne,
      images: 3)
    #expect(scores.table.contains("wood") && scores.table.contains("3 images"))
    let lines = scores.table.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["pixel", "accuracy", "1.0000"]))
  }

  @Test func jsonIsReadBack() throws {
    var scores = Scores(
      ConfusionMatrix(masks: [2, 2, 0, 255], classes: [0, 0, 1, 0]), classes: NamedClass.named("a", "b", "c"),
      rule: .oneToOne, images: 1)
    func readBack() throws -> Scores { try JSONDecoder().decode(Scores.self, from: Data(scores.json().utf8)) }
    #expect(try readBack() == scores)
    #expect(try !scores.json().contains("boundaryTolerance"))
    scores = scores.with([], tolerance: .standard)
    #expect(try readBack() == scores)
    scores = scores.with([], tolerance: .pixels(3))
    #expect(try readBack() == scores)
  }

  @Test func markdownHasALineForEachClass() {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0], classes: [0, 1]), classes: NamedClass.named("wood|land", "sea"),
      rule: .oneToOne, images: 3)
    #expect(scores.markdown.contains("| wood\\|land | 1.0000 |"))
    #expect(scores.markdown.contains("| mean IoU | 1.0000 |"))
  }

  @Test func namesOfImagesAreQuotedInCSV() {
    let names = ["plain.png", "a,b.png", "say \"x\".png", "two\r\nlines.png"]
    let scores = names.map {
      ImageScore(path: $0, pixelAccuracy: 0.5, meanIoU: nil, boundaryF: nil, pixels: 2, ignored: 1)
    }
    let expected = """
      image,pixelAccuracy,meanIoU,pixels,ignored
      plain.png,0.500000,,2,1
      "a,b.png",0.500000,,2,1
      "say ""x"".png",0.500000,,2,1
      "two\r
      lines.png",0.500000,,2,1

      """
    #expect(Array(ImageScore.csv(scores).utf8) == Array(expected.utf8))
  }
}
