import Segmentation
import Testing

@Suite struct IICSettingsTests {
  static func turns(_ turn: IICSettings.Turn, begins: String, overclusters: Int = 6) -> String {
    var settings = IICSettings()
    settings.turn = turn
    settings.begins = begins
    settings.overclusters = overclusters
    return (0..<8).map { settings.head(step: $0, stepsPerEpoch: 3) == 0 ? "m" : "o" }.joined()
  }

  @Test func headsTakeTurnsByStepOrByEpoch() {
    #expect(Self.turns(.step, begins: IICSettings.overclustering) == "omomomom")
    #expect(Self.turns(.step, begins: IICSettings.main) == "momomomo")
    #expect(Self.turns(.epoch, begins: IICSettings.overclustering) == "ooommmoo")
    #expect(Self.turns(.epoch, begins: IICSettings.main) == "mmmooomm")
  }

  @Test func aSingleHeadIsAlwaysTrained() {
    #expect(Self.turns(.step, begins: IICSettings.overclustering, overclusters: 0) == "mmmmmmmm")
  }

  @Test func headsHaveTheNamesOfThePublishedNetwork() {
    var settings = IICSettings()
    #expect(settings.heads.map(\.name) == ["main", "overclustering"])
    #expect(settings.heads.map(\.module) == ["head_B", "head_A"])
    settings.overclusters = 0
    #expect(settings.heads.map(\.clusters) == [settings.classes])
  }
}
