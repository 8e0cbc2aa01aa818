import Basics
import Foundation
import Imaging

/// What became of the images of a folder, for programs.
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
  /// Images whose file was there already.
  package var skipped: Int
  package var failures: [Failure]
  /// What the user should know beside.
  package var warnings: [String]

  package init(output: URL, written: Int, skipped: Int = 0, failures: [FileFailure], warnings: [String] = []) {
    self.output = output.path
    self.written = written
    self.skipped = skipped
    self.failures = failures.map { Failure(path: $0.path, reason: $0.reason) }
    self.warnings = warnings
  }

  /// The summary as JSON text.
  package func json() throws -> String {
    try JSONText.encode(self)
  }
}
