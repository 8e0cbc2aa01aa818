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
}
