import Basics
import Foundation
import Imaging

/// What became of the images of a folder, for programs.
public struct FolderSummary: Codable, Hashable, Sendable {
  /// An image that could not be used, and why.
  public struct Failure: Codable, Hashable, Sendable {
    public var path: String
    public var reason: String
  }

  /// The folder written to.
  public var output: String
  /// Files written.
  public var written: Int
  /// Images whose file was there already.
  public var skipped: Int
  public var failures: [Failure]
  /// What the user should know beside.
  public var warnings: [String]

  public init(output: URL, written: Int, skipped: Int = 0, failures: [FileFailure], warnings: [String] = []) {
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
  public func json() throws -> String {
    try JSONText.encode(self)
  }
}
