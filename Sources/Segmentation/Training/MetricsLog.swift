import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// The measurements of a run, as `metrics.csv`.
public struct MetricsLog: Sendable {
  public private(set) var records: [StepRecord] = []

  public init() {}

  /// Reads a file, leaving out what follows step `last`.
  /// - Throws: ``FileAccessError/unreadable(path:reason:)``, ``TrainingError/metricsMalformed(path:line:reason:)``.
  public init(contentsOf url: URL, upTo last: Int) throws {
    try self.init(csv: TextFile.read(url), path: url.path, upTo: last)
  }

  /// Reads the text of a file; `path` is for errors.
  ///
  /// A last line without a line end is left out: a copy or a disk that was stopped in the middle leaves one, and a number
  /// that has lost its last digits still looks like a number.
  /// - Throws: ``TrainingError/metricsMalformed(path:line:reason:)`` for any other line that is not a record.
  public init(csv text: String, path: String, upTo last: Int) throws {
    // Swift takes a carriage return and the line feed behind it as one character.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    lines.removeLast()
    guard let header = lines.first else { return }
    guard header == StepRecord.columns.joined(separator: ",") else {
      throw TrainingError.metricsMalformed(
        path: path, line: 1, reason: "must be \(StepRecord.columns.joined(separator: ",")); put it back")
    }
    for (index, line) in lines.enumerated().dropFirst() {
      guard let record = StepRecord(line: line) else {
        throw TrainingError.metricsMalformed(
          path: path, line: index + 1,
          reason: "holds no step's \(StepRecord.columns.count) values; mend it or remove it")
      }
      if record.step <= last { records.append(record) }
    }
  }

  public mutating func append(_ record: StepRecord) { records.append(record) }

  /// The last `count` records of one head.
  public func recent(_ count: Int, of head: SegmentationNetwork.Head) -> [StepRecord] {
    var found: [StepRecord] = []
    for record in records.reversed() where record.head == head {
      found.append(record)
      if found.count == count { break }
    }
    return found
  }

  /// The whole file.
  public var csv: String {
    StepRecord.columns.joined(separator: ",") + "\n" + records.map { $0.line + "\n" }.joined()
  }
}
