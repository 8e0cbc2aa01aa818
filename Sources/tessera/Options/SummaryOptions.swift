import ArgumentParser
import Foundation
import TesseraKit

/// Where the outcome of a command over many images goes, as told on the command line.
struct SummaryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write what was done and which images failed, with the reasons, as JSON too; - for standard output.",
      valueName: "file"))
  var json: String?

  /// Prints `line` if there is one, writes the JSON where it is asked for, and ends the command with exit code 1 if anything failed.
  func finish(_ summary: FolderSummary, line: String? = nil, failures: [FileFailure], task: String, of total: Int)
    throws
  {
    Console.standard.clear()
    if let line, json != "-" { print(line) }
    if let json { try Console.write(summary.json(), to: json) }
    try Console.standard.finish(failures, task: task, of: total)
  }

  /// Does the same with the outcome of one share. Under MPI the first process does it with the outcome of all.
  /// - Parameter all: the line for all shares.
  func finish(
    _ part: SummaryPart, line: String, all: (FolderSummary) -> String, failures: [FileFailure], task: String,
    of total: Int
  ) throws {
    guard Processes.share != nil else {
      Console.standard.clear()
      if json != "-" { print(line) }
      if let json { try Console.write(JSONText.encode(part), to: json) }
      return try Console.standard.finish(failures, task: task, of: total)
    }
    let whole = try SummaryPart.joined(Processes.gathered(part))
    let failed = whole.failures.map { FileFailure(path: $0.path, reason: $0.reason) }
    guard Processes.isFirst else { return try Console.standard.finish(failed, task: task, of: part.part.files) }
    try finish(whole, line: all(whole), failures: failed, task: task, of: part.part.files)
  }
}
