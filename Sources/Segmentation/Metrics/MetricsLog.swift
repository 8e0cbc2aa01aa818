import Basics
import Foundation

/// The measurements of a run, as `metrics.csv`: the step, its seconds, its series (the head, where the method is IIC), and
/// a column for each name of a value.
public struct MetricsLog: Sendable {
  /// The measurements, in the order of the steps.
  public private(set) var records: [StepRecord] = []

  private static let firstColumns = ["step", "seconds", "head"]

  /// A log without measurements.
  public init() {}

  /// Reads a file, leaving out what follows step `last`.
  /// - Throws: `FileAccessError.unreadable`, ``MetricsError``.
  public init(contentsOf url: URL, upTo last: Int) throws {
    try self.init(csv: TextFile.read(url), path: url.path, upTo: last)
  }

  /// Reads the text of a file; `path` is for errors.
  ///
  /// A last line without a line end is left out: a copy or a disk that was stopped in the middle leaves one, and a number
  /// that has lost its last digits still looks like a number.
  /// - Throws: ``MetricsError`` for any other line that is not a record.
  public init(csv text: String, path: String, upTo last: Int) throws {
    // Swift takes a carriage return and the line feed behind it as one character.
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    lines.removeLast()
    guard let header = lines.first else { return }
    let columns = header.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let names = Array(columns.dropFirst(Self.firstColumns.count))
    guard columns.starts(with: Self.firstColumns), names.contains("loss"), !names.contains(""),
      Set(names).count == names.count
    else {
      throw MetricsError(
        path: path, line: 1,
        problem: "must be \(Self.firstColumns.joined(separator: ",")),loss and other names of values; put it back")
    }
    for (index, line) in lines.enumerated().dropFirst() {
      guard let record = Self.record(of: line, names: names) else {
        throw MetricsError(
          path: path, line: index + 1, problem: "holds no step's \(columns.count) values; mend it or remove it")
      }
      if record.step <= last { records.append(record) }
    }
  }

  /// Adds the measurements of a step.
  public mutating func append(_ record: StepRecord) { records.append(record) }

  /// The last `count` records of one series, the latest first.
  public func recent(_ count: Int, of series: String) -> [StepRecord] {
    var found: [StepRecord] = []
    for record in records.reversed() where record.series == series {
      found.append(record)
      if found.count == count { break }
    }
    return found
  }

  /// The mean of a value over the last `count` records of one series; nil where there are fewer, or one lacks the value.
  public func recentMean(of name: String, series: String, over count: Int) -> Double? {
    let values = recent(count, of: series).compactMap { $0[name] }
    return values.count == count ? values.reduce(0, +) / Double(count) : nil
  }

  /// The series there are, in alphabetical order.
  public var series: [String] { Set(records.map(\.series)).sorted() }

  /// The whole file.
  public var csv: String {
    var names: [String] = []
    for record in records where record.names != names {
      for name in record.names where !names.contains(name) { names.append(name) }
    }
    var text = (Self.firstColumns + (names.isEmpty ? ["loss"] : names)).joined(separator: ",") + "\n"
    for record in records {
      let values = names.map { record[$0].map(NumberText.measurement) ?? "" }
      text += ["\(record.step)", NumberText.decimal(record.seconds, 2), record.series].joined(separator: ",")
      text += "," + values.joined(separator: ",") + "\n"
    }
    return text
  }

  /// - Returns: nil when the line does not hold a value for each column; steps are counted from 1.
  private static func record(of line: Substring, names: [String]) -> StepRecord? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == firstColumns.count + names.count, let step = Int(fields[0]), (1...1 << 48).contains(step),
      let seconds = Double(fields[1]), !fields[2].isEmpty
    else { return nil }
    var record = StepRecord(step: step, seconds: seconds, series: String(fields[2]))
    for (name, field) in zip(names, fields.dropFirst(firstColumns.count)) where !field.isEmpty {
      guard let value = Double(field) else { return nil }
      record[name] = value
    }
    return record["loss"] == nil ? nil : record
  }
}

/// A line of `metrics.csv` that cannot be read.
public struct MetricsError: FileError, Hashable, Sendable {
  public let path: String
  /// Counted from 1.
  public let line: Int
  /// What is wrong with the line.
  public let problem: String

  public var reason: String { "line \(line) \(problem)" }
}
