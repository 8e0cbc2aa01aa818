import Foundation
import Segmentation
import Testing

@Suite struct MetricsLogTrendTests {
  /// A log of one or two series whose losses are given by their steps.
  static func log(steps: Int, _ losses: [String: (Double) -> Double]) -> MetricsLog {
    var log = MetricsLog()
    for step in 1...steps {
      for (series, loss) in losses {
        log.append(StepRecord(step: step, series: series, values: ["loss": loss(Double(step))]))
      }
    }
    return log
  }

  static func noise(_ step: Double) -> Double { 0.1 * sin(7.3 * step * step) }

  @Test func aLossThatFallsHasNotLevelledOff() {
    #expect(!Self.log(steps: 300, ["main": { -0.3 * Foundation.log($0) + Self.noise($0) }]).hasLevelledOff)
    #expect(!Self.log(steps: 300, ["main": { -0.01 * $0 }]).hasLevelledOff)
  }

  @Test func aLossThatHasFallenHasLevelledOff() {
    #expect(Self.log(steps: 300, ["main": { exp(-$0 / 20) + Self.noise($0) }]).hasLevelledOff)
  }

  @Test func everySeriesMustHaveLevelledOff() {
    let log = Self.log(steps: 300, ["main": { exp(-$0 / 20) }, "overclustering": { -0.01 * $0 }])
    #expect(!log.hasLevelledOff)
  }

  @Test func fewStepsTellNothing() {
    #expect(!Self.log(steps: 59, ["main": { exp(-$0 / 2) }]).hasLevelledOff)
    #expect(Self.log(steps: 60, ["main": { exp(-$0 / 2) }]).hasLevelledOff)
    #expect(!MetricsLog().hasLevelledOff)
  }

  @Test func aLossThatOnlyRisesHasNotLevelledOff() {
    #expect(!Self.log(steps: 300, ["main": { 0.01 * $0 }]).hasLevelledOff)
  }
}
