import Basics
import Foundation
import Imaging

/// The outcome of a task over the images of a folder, as JSON for other programs.
package struct FolderSummary: Codable, Hashable, Sendable {
  /// An image that could not be used, and why.
  package struct Failure: Codable, Hashable, Sendable {
    package var path: String
    package var reason: String
  }

  /// The folder written to.
  package var output: String
  /// Files written.
  package var written: Int
  /// Images whose file existed already.
  package var skipped: Int
  package var failures: [Failure]
  /// The warnings that came up.
  package var warnings: [String]

  package init(output: URL, written: Int, skipped: Int = 0, failures: [FileFailure], warnings: [String] = []) {
    self.output = output.path
    self.written = written
    self.skipped = skipped
    self.failures = failures.map { Failure(path: $0.path, reason: $0.reason) }
    self.warnings = warnings
  }

  /// Adds what failed and what the user should know.
  public mutating func add(_ failures: [FileFailure], warnings: [String]) {
    self.failures += failures.map { Failure(path: $0.path, reason: $0.reason) }
    self.warnings += warnings
  }

  /// The summary as JSON text.
  package func json() throws -> String {
    try JSONText.encode(self)
  }
}
