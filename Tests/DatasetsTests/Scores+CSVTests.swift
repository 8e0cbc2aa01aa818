import Datasets
import Testing

struct ScoresCSVTests {
  @Test func aLineForEachClassHasEmptyFieldsForScoresThatDoNotExist() {
    let scores = Scores(
      ConfusionMatrix(masks: [0, 0, 0, 1], classes: [0, 0, 1, 1]), classes: NamedClass.named("wood, wet", "sea", "ice"),
      rule: .identity, images: 1)
    #expect(
      scores.perClassCSV == """
        class,value,usersAccuracy,producersAccuracy,iou,accuracy,precision,recall,f1,pixels
        "wood, wet",0,0.666667,1.000000,0.666667,1.000000,0.666667,1.000000,0.800000,2
        sea,1,1.000000,0.500000,0.500000,0.500000,1.000000,0.500000,0.666667,2
        ice,2,,,,,,,,0

        """)
    #expect(scores.with([], tolerance: .pixels(1)).perClassCSV.contains(",f1,boundaryF,pixels\n"))
  }
}
