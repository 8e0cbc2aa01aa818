import Segmentation
import Testing

@Suite struct IICSettingsTests {
  static func turns(_ turn: IICSettings.Turn, begins: String, overclusters: Int = 6) -> String {
    var settings = IICSettings()
    settings.turn = turn
    settings.begins = begins
    settings.overclusters = overclusters
    let trained = (0..<8).map { settings.headsTrained(step: $0, stepsPerEpoch: 3) }
    return trained.map { $0.map { $0 == 0 ? "m" : "o" }.joined() }.joined(separator: " ")
  }

  @Test func headsTakeTurnsByStepOrByEpoch() {
    #expect(Self.turns(.step, begins: IICSettings.overclustering) == "o m o m o m o m")
    #expect(Self.turns(.step, begins: IICSettings.main) == "m o m o m o m o")
    #expect(Self.turns(.epoch, begins: IICSettings.overclustering) == "o o o m m m o o")
    #expect(Self.turns(.epoch, begins: IICSettings.main) == "m m m o o o m m")
  }

  @Test func headsLearnTogether() {
    #expect(Self.turns(.together, begins: IICSettings.main) == "mo mo mo mo mo mo mo mo")
    #expect(Self.turns(.together, begins: IICSettings.main, overclusters: 0) == "m m m m m m m m")
  }

  @Test func aSingleHeadIsAlwaysTrained() {
    #expect(Self.turns(.step, begins: IICSettings.overclustering, overclusters: 0) == "m m m m m m m m")
  }

  @Test func headsHaveTheNamesOfThePublishedNetwork() {
    var settings = IICSettings()
    #expect(settings.heads.map(\.name) == ["main", "overclustering"])
    #expect(settings.heads.map(\.module) == ["head_B", "head_A"])
    settings.overclusters = 0
    #expect(settings.heads.map(\.clusters) == [settings.classes])
  }
}
