import ArgumentParser
import Foundation
import TesseraKit

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show runs on one page: scores, confusion, training curves and a gallery, worst images first.",
    discussion: """
      Takes output folders of `tessera run`, folders of masks, and folders of trainings. The page needs no network and \
      no other file, so that it can be sent around.

        tessera report out --images tiles --labels labels --dataset potsdam --output report.html
        tessera report masks-a masks-b --images tiles --labels labels --output comparison.html

      Images, labels and masks pair by relative path and name without extension, or by what data sets leave alike. Without --labels there are no scores, \
      without --images the gallery shows the masks alone.
      """)

  @Argument(help: "Folders of runs, of masks, or of trainings; several are shown side by side.")
  var runs: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write.", valueName: "report.html"))
  var output: String

  @OptionGroup var contents: ReportOptions

  @Option(help: "Title of the page.")
  var title = "Segmentation report"

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace a page that is there already.")
  var overwrite = false

  func run() throws {
    let page = URL(filePath: output)
    if !overwrite && FileManager.default.fileExists(atPath: page.path) {
      throw DatasetError.wouldReplaceFile(path: page.path)
    }
    let parallel = compute.parallel
    let display = EventDisplay()
    var builder = try contents.builder(title: title, parallel: parallel)
    builder.options.warnings = display.fileWarnings
    let sources = try contents.sources(runs)
    let masks = sources.reduce(0) { $0 + ($1.masks?.items.count ?? 0) }
    let progress = ProgressReporter(
      "reading", unit: "files", total: masks * (contents.labels == nil ? 1 : 2) + min(contents.gallery, masks))
    let report = try builder.build(
      sources, parallel: parallel, notice: { display.show(.labels($0)) }, progress: { progress.advance() })
    let html = ReportPage(report, hints: .init(images: "--images FOLDER", labels: "--labels FOLDER")).html
    try AtomicFile.write(Array(html.utf8), to: page)
    display.end()
    print(
      "\(page.path): a report of \(NumberText.count(report.runs.count, "run")), \(NumberText.count(report.images, "image"))"
    )
    try Console.standard.finish(report.failures, task: "read", of: masks + report.failures.count, "file")
  }
}
