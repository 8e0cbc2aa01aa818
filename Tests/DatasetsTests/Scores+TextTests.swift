import Datasets
import Testing

struct ScoresTextTests {
  @Test func theTableNamesClassesAndClusters() {
    let scores = Scores(
      ConfusionMatrix(masks: [1, 0], classes: [0, 1]), classes: NamedClass.named("wood", "sea"), rule: .oneToOne,
      images: 3)
    #expect(scores.table.contains("wood") && scores.table.contains("3 images"))
    let lines = scores.table.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.contains(["overall", "accuracy", "(of", "pixels)", "1.0000"]))
    #expect(lines.contains(["Cohen's", "kappa", "1.0000"]))
  }

  @Test func classesHaveTheAccuraciesOfTheFieldUnderTheirHeads() throws {
    // Two of the three pixels given "wood" are right, and both of the labelled ones are found.
    let scores = Scores(
      ConfusionMatrix(masks: [0, 0, 0, 1], classes: [0, 0, 1, 1]), classes: NamedClass.named("wood", "sea"),
      rule: .identity, images: 1)
    let lines = scores.markdown.split(separator: "\n")
    #expect(lines.first == "| class | IoU | user's (precision) | producer's (recall) | F1 | pixels | clusters |")
    #expect(lines.contains { $0.hasPrefix("| wood | 0.6667 | 0.6667 | 1.0000 |") })
    #expect(lines.contains("| Cohen's kappa | 0.5000 |"))
  }

  @Test func aKappaThatDoesNotExistIsADash() {
    let scores = Scores(
      ConfusionMatrix(masks: [0, 0], classes: [0, 0]), classes: NamedClass.named("wood"), rule: .identity, images: 1)
    #expect(scores.markdown.contains("| Cohen's kappa | - |"))
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
