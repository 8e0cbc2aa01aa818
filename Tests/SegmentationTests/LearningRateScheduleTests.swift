import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct LearningRateScheduleTests {
  static func rates(_ schedule: LearningRateSchedule, progress: [Double], step: Int = 1000) -> [Double] {
    progress.map { Double(schedule.rate(base: 2, step: step, progress: $0)) }
  }

  @Test func theDefaultIsConstant() {
    #expect(Self.rates(LearningRateSchedule(), progress: [0, 0.5, 1]) == [2, 2, 2])
  }

  @Test func aCosineFallsToItsFinalFraction() {
    var schedule = LearningRateSchedule()
    schedule.shape = .cosine
    schedule.finalFraction = 0.2
    // 2 * (0.2 + 0.8 * (1 + cos(pi p)) / 2); past the end nothing changes.
    expectClose(
      Self.rates(schedule, progress: [0, 0.25, 0.5, 1, 1.5]), [2, 1.765685425, 1.2, 0.4, 0.4], relative: 1e-6)
  }

  @Test func milestonesMultiply() {
    var schedule = LearningRateSchedule()
    schedule.shape = .steps
    schedule.milestones = [0.5, 0.75]
    schedule.factor = 0.5
    #expect(Self.rates(schedule, progress: [0, 0.49, 0.5, 0.74, 0.75, 1]) == [2, 2, 1, 1, 0.5, 0.5])
  }

  @Test func warmUpRisesFromTheFirstStepToTheWholeRate() {
    var schedule = LearningRateSchedule()
    schedule.warmupSteps = 4
    let rates = (0..<6).map { schedule.rate(base: 2, step: $0, progress: 0) }
    #expect(rates == [0.5, 1, 1.5, 2, 2, 2])
  }

  @Test func warmUpTakesNoMoreThanAQuarterOfTheRun() {
    var schedule = LearningRateSchedule()
    schedule.warmupSteps = 1000
    let rates = (0..<8).map { schedule.rate(base: 2, step: $0, progress: Double($0) / 16) }
    #expect(rates == [0.002, 0.5, 1, 1.5, 2, 2, 2, 2])
  }
}
