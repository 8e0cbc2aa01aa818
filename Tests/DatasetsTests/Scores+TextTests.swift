import Datasets
import Testing

struct ScoresTextTests {
  @Test func theTableNamesClassesAndClusters() {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0], classes: [0, 1]), classes: NamedClass.named("wood", "sea"), rule: .oneToOne,
      images: 3)
    #expect(scores.table.contains("wood") && scores.table.contains("3 images"))
    let lines = scores.table.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["pixel", "accuracy", "1.0000"]))
  }

  @Test func classesThatDoNotOccurAreLeftOut() throws {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0, 2], classes: [0, 0, 0]), classes: NamedClass.named("wood", "sea", "sand", "ice"),
      rule: .oneToOne, images: 1)
    for text in [scores.table, scores.markdown] {
      #expect(text.contains("wood") && !text.contains("ice"))
      #expect(text.contains("1 class without pixels in labels and masks is left out"))
    }
    #expect(try scores.json().contains("ice"))
  }

  @Test func markdownHasALineForEachClass() {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0], classes: [0, 1]), classes: NamedClass.named("wood|land", "sea"),
      rule: .oneToOne, images: 3)
    #expect(scores.markdown.contains("| wood\\|land | 1.0000 |"))
    #expect(scores.markdown.contains("| mean IoU | 1.0000 |"))
  }
}
