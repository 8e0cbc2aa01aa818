import Datasets
import Foundation
import Testing

struct ScoresJSONTests {
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
}
