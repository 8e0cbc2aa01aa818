import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct HeadScheduleTests {
  static func turns(
    _ turn: HeadSchedule.Turn, begins: SegmentationNetwork.Head,
    heads: [SegmentationNetwork.Head] = [.main, .overclustering]
  ) -> String {
    var schedule = HeadSchedule()
    schedule.turn = turn
    schedule.begins = begins
    return (0..<8).map { schedule.head(step: $0, stepsPerEpoch: 3, heads: heads) == .main ? "m" : "o" }.joined()
  }

  @Test func headsTakeTurnsByStepOrByEpoch() {
    #expect(Self.turns(.step, begins: .overclustering) == "omomomom")
    #expect(Self.turns(.step, begins: .main) == "momomomo")
    #expect(Self.turns(.epoch, begins: .overclustering) == "ooommmoo")
    #expect(Self.turns(.epoch, begins: .main) == "mmmooomm")
  }

  @Test func aSingleHeadIsAlwaysTrained() {
    #expect(Self.turns(.step, begins: .overclustering, heads: [.main]) == "mmmmmmmm")
  }
}
