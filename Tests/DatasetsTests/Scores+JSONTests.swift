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

  @Test func scoresWithoutTheNamesOfTheFieldAreRead() throws {
    let scores = Scores(
      ConfusionMatrix(masks: [2, 2, 0, 255, 1], classes: [0, 0, 1, 0, 2]), classes: NamedClass.named("a", "b", "c"),
      rule: .oneToOne, images: 1)
    let kappa = try #require(scores.kappa)
    var keys = try #require(try JSONSerialization.jsonObject(with: Data(scores.json().utf8)) as? [String: Any])
    #expect(keys.removeValue(forKey: "overallAccuracy") as? Double == scores.pixelAccuracy)
    #expect(keys.removeValue(forKey: "kappa") as? Double == kappa)
    keys["perClass"] = (keys["perClass"] as? [[String: Any]])?.map { entry in
      entry.filter { $0.key != "usersAccuracy" && $0.key != "producersAccuracy" }
    }
    let earlier = try JSONDecoder().decode(Scores.self, from: JSONSerialization.data(withJSONObject: keys))
    #expect(earlier == scores && earlier.kappa == kappa)
  }
}
