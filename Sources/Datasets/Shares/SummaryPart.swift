import Basics

/// The summary of one share of a task over the images of a folder.
package struct SummaryPart: Codable, Hashable, Sendable {
  package let part: PartHeader
  package let summary: FolderSummary

  package init(_ part: PartHeader, _ summary: FolderSummary) {
    self.part = part
    self.summary = summary
  }

  private enum CodingKeys: String, CodingKey { case part }

  package init(from decoder: any Decoder) throws {
    part = try decoder.container(keyedBy: CodingKeys.self).decode(PartHeader.self, forKey: .part)
    summary = try FolderSummary(from: decoder)
  }

  /// Writes the keys of the summary, and ``part`` beside them.
  package func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(part, forKey: .part)
  }

  /// The summary of the whole task.
  /// - Parameter parts: each with the file that it comes from.
  /// - Throws: ``PartError``.
  package static func joined(_ parts: [(path: String, part: SummaryPart)]) throws -> FolderSummary {
    let ordered = try PartHeader.order(parts.map { ($0.path, $0.part.part) }).map { parts[$0] }
    var whole = ordered[0].part.summary
    for (path, part) in ordered.dropFirst() {
      let own = part.summary
      guard own.output == whole.output else {
        throw PartError.otherTerms(
          path: path, terms: "the output folder \(own.output)", otherPath: ordered[0].path,
          otherTerms: "the output folder \(whole.output)")
      }
      let (written, skipped) = (
        whole.written.addingReportingOverflow(own.written), whole.skipped.addingReportingOverflow(own.skipped)
      )
      guard !written.overflow, !skipped.overflow else {
        throw PartError.notPart(path: path, reason: "holds counts that are no numbers of files; make the share anew")
      }
      (whole.written, whole.skipped) = (written.partialValue, skipped.partialValue)
      whole.failures += own.failures
      whole.warnings += own.warnings
    }
    whole.warnings.sort()
    return whole
  }
}
