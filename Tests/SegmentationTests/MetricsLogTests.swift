import Foundation
import Segmentation
import TestSupport
import Testing

@Suite struct MetricsLogTests {
  /// Values that the digits of the file hold.
  static func record(_ step: Int, _ head: SegmentationNetwork.Head = .main) -> StepRecord {
    StepRecord(
      step: step, seconds: Double(step) / 4, head: head, loss: -1.25 - Double(step) / 1_000_000,
      lossWithoutWeight: -0.5, entropy: 1.0625, largestShare: 0.375, learningRate: 0.0010000000474974513)
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    var log = MetricsLog()
    for step in 1...5 { log.append(Self.record(step, step.isMultiple(of: 2) ? .main : .overclustering)) }
    try Data(log.csv.utf8).write(to: folder.file("metrics.csv"))
    let read = try MetricsLog(contentsOf: folder.file("metrics.csv"), upTo: 5)
    #expect(read.records == log.records)
    #expect(read.csv == log.csv)
    #expect(try MetricsLog(contentsOf: folder.file("metrics.csv"), upTo: 3).records == Array(log.records.prefix(3)))
  }

  @Test func theFileHasOneLineForEachStep() {
    var log = MetricsLog()
    log.append(Self.record(3))
    #expect(
      log.csv == """
        step,seconds,head,loss,loss_without_weight,entropy,largest_share,learning_rate
        3,0.75,main,-1.250003,-0.500000,1.0625,0.3750,0.0010000000474974513

        """)
  }

  @Test func theLatestRecordsOfAHead() {
    var log = MetricsLog()
    for step in 1...6 { log.append(Self.record(step, step.isMultiple(of: 3) ? .main : .overclustering)) }
    #expect(log.recent(3, of: .overclustering).map(\.step) == [5, 4, 2])
    #expect(log.recent(9, of: .main).map(\.step) == [6, 3])
    #expect(MetricsLog().recent(3, of: .main).isEmpty)
  }

  @Test func aMissingFileIsNamed() throws {
    let path = try TemporaryFolder().file("none.csv")
    let error = #expect(throws: ConfigurationError.self) { _ = try MetricsLog(contentsOf: path, upTo: 1) }
    #expect(error?.description.hasPrefix(path.path) == true)
  }
}
