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
}
