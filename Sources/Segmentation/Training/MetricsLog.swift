import Foundation

/// The measurements of a run, as `metrics.csv`.
public struct MetricsLog: Sendable {
  public private(set) var records: [StepRecord] = []

  public init() {}

  /// Reads a file, leaving out what follows step `last`.
  /// - Throws: ``ConfigurationError/unreadable(path:reason:)``.
  public init(contentsOf url: URL, upTo last: Int) throws {
    let text: String
    do {
      text = try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw ConfigurationError.unreadable(path: url.path, reason: error.localizedDescription)
    }
    records = text.split(separator: "\n").dropFirst().compactMap(StepRecord.init(line:)).filter { $0.step <= last }
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
