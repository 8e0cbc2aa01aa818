import ArgumentParser
import Foundation
import TesseraKit

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Tell what folders of images and labels hold, and what is wrong with them.",
    discussion: """
      Every file is read to its end. For each sub-folder you see the number of files, their sizes and kinds. For label \
      maps you see how many pixels each value or colour has, and which built-in data set fits. Then come the files that \
      go together, those without a partner, and those that cannot be read. If any cannot, the exit code is 1.

        tessera inspect potsdam
        tessera inspect images labels --json report.json
      """)

  @Argument(help: "Folders to look into, each with its sub-folders.")
  var folders: [String]

  @Option(help: ArgumentHelp("Write the findings as JSON too; - for standard output, instead.", valueName: "file"))
  var json: String?

  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let found = try folders.map { (path: $0, contents: try ImageFolder([$0])) }
    let total = found.reduce(0) { $0 + $1.contents.items.count }
    let progress = ProgressReporter("reading", unit: "files", total: total)
    let display = EventDisplay()
    let inspection = FolderInspection(
      found, options: DecodingOptions(warnings: display.fileWarnings), parallel: compute.parallel
    ) { progress.advance() }
    display.end()
    if json != "-" {
      let hints = FolderInspection.Hints(classes: "see `tessera classes`", histogram: "see --json")
      print(inspection.text(hints: hints), terminator: "")
    }
    if let json { try Console.write(inspection.json(), to: json) }
    try Console.standard.finish(
      inspection.failures, task: "read", of: total + found.reduce(0) { $0 + $1.contents.failures.count }, "file")
  }
}
