import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct MetricsLogTests {
  /// Values that the digits of the file hold.
  static func record(_ step: Int, _ head: String = "main") -> StepRecord {
    StepRecord(
      step: step, seconds: Double(step) / 4, series: head,
      values: [
        "loss": -1.25 - Double(step) / 1_000_000, "loss_without_weight": -0.5, "entropy": 1.0625,
        "largest_share": 0.375, "learning_rate": 9.999999747378752e-05,
      ])
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    var log = MetricsLog()
    for step in 1...5 { log.append(Self.record(step, step.isMultiple(of: 2) ? "main" : "overclustering")) }
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
        3,0.75,main,-1.250003,-0.500000,1.062500,0.375000,9.999999747378752e-05

        """)
  }

  @Test func theLatestRecordsOfAHead() {
    var log = MetricsLog()
    for step in 1...6 { log.append(Self.record(step, step.isMultiple(of: 3) ? "main" : "overclustering")) }
    #expect(log.recent(3, of: "overclustering").map(\.step) == [5, 4, 2])
    #expect(log.recent(9, of: "main").map(\.step) == [6, 3])
    #expect(MetricsLog().recent(3, of: "main").isEmpty)
  }

  @Test func stepsMayMeasureDifferentThings() throws {
    var log = MetricsLog()
    log.append(StepRecord(step: 1, series: "pixels", values: ["loss": 2, "agreement": 0.5]))
    log.append(StepRecord(step: 2, series: "pixels", values: ["loss": 1.5, "empty_clusters": 3]))
    #expect(log.csv.hasPrefix("step,seconds,head,loss,agreement,empty_clusters\n1,0.00,pixels,2.000000,0.500000,\n"))
    let read = try MetricsLog(csv: log.csv, path: "m.csv", upTo: 9)
    #expect(read.records == log.records)
    #expect(read.records[1]["agreement"] == nil && read.records[1]["empty_clusters"] == 3)
    #expect(read.recentMean(of: "loss", series: "pixels", over: 2) == 1.75)
    #expect(read.recentMean(of: "loss", series: "pixels", over: 3) == nil)
    #expect(read.recentMean(of: "agreement", series: "pixels", over: 2) == nil)
  }

  @Test func aMissingFileIsNamed() throws {
    let path = try TemporaryFolder().file("none.csv")
    let error = #expect(throws: FileAccessError.self) { _ = try MetricsLog(contentsOf: path, upTo: 1) }
    #expect(error?.description.hasPrefix(path.path) == true)
  }

  private static let header =
    "step,seconds,head,loss,loss_without_weight,entropy,largest_share,learning_rate\n"

  /// The line of a record, with its end.
  private static func line(_ step: Int) -> String {
    var log = MetricsLog()
    log.append(record(step))
    return String(log.csv.dropFirst(header.count))
  }

  @Test func aLastLineCutByAKillIsLeftOutThoughItLooksWhole() throws {
    var log = MetricsLog()
    for step in 1...3 { log.append(Self.record(step)) }
    // Every place that the last line can be cut at, the one before its line end too.
    let whole = log.csv
    for cut in 1...Self.line(3).count {
      let read = try MetricsLog(csv: String(whole.dropLast(cut)), path: "m.csv", upTo: 9)
      #expect(read.records.map(\.step) == [1, 2])
    }
    #expect(try MetricsLog(csv: "", path: "m.csv", upTo: 9).records.isEmpty)
    #expect(try MetricsLog(csv: "step,sec", path: "m.csv", upTo: 9).records.isEmpty)
  }

  @Test(arguments: [
    "1,0.25,main,-1.2,-0.5,1,0.3", "1,0.25,main,-1.2,-0.5,1,0.3,0.001,7", "", "x,0.25,main,-1.2,-0.5,1,0.3,0.001",
    "1,0.25,,-1.2,-0.5,1,0.3,0.001", "1,,main,-1.2,-0.5,1,0.3,0.001", "0,0.25,main,-1.2,-0.5,1,0.3,0.001",
    "9223372036854775807,0.25,main,-1.2,-0.5,1,0.3,0.001", "1;0.25;main;-1.2;-0.5;1;0.3;0.001",
    "1,0.25,main,,-0.5,1,0.3,0.001", "1,0.25,main,-1.2,-0.5,x,0.3,0.001",
  ]) func anyOtherLineThatIsNoRecordIsToldByItsNumber(_ line: String) {
    let text = Self.header + Self.line(1) + line + "\n" + Self.line(3)
    let error = #expect(throws: MetricsError.self) { _ = try MetricsLog(csv: text, path: "m.csv", upTo: 9) }
    #expect(error?.description.hasPrefix("m.csv: line 3 ") == true, "\(String(describing: error))")
  }

  @Test func otherColumnsAreRefusedAndOtherLineEndsAreNot() throws {
    let error = #expect(throws: MetricsError.self) {
      _ = try MetricsLog(csv: "step,loss\n1,2\n", path: "m.csv", upTo: 9)
    }
    #expect(error?.description.contains("m.csv: line 1 ") == true)
    let text = Self.header + Self.line(1)
    let windows = text.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try MetricsLog(csv: windows, path: "m.csv", upTo: 9).records == [Self.record(1)])
  }
}
