import ArgumentParser
import Foundation
import Imaging
import NeuralNet
import Segmentation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show runs on one page: scores, confusion, training curves and a gallery, worst images first.",
    discussion: """
      Takes output folders of `tessera run`, folders of masks, and folders of trainings. The page needs no network and \
      no other file, so that it can be sent around.

        tessera report out --images tiles --labels labels --dataset potsdam --output report.html
        tessera report masks-a masks-b --images tiles --labels labels --output comparison.html

      Images, labels and masks pair by relative path and name without extension. Without --labels there are no scores, \
      without --images the gallery shows the masks alone.
      """)

  @Argument(help: "Folders of runs, of masks, or of trainings; several are shown side by side.")
  var runs: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write.", valueName: "report.html"))
  var output: String

  @Option(help: ArgumentHelp("Images that the masks belong to.", valueName: "folder"))
  var images: String?

  @Option(help: ArgumentHelp("Labels to score the masks against.", valueName: "folder"))
  var labels: String?

  @OptionGroup var labelOptions: LabelOptions

  @Option(help: "How clusters get their classes: one-to-one or many-to-one.")
  var match = ClusterMatching.Rule.oneToOne

  @Option(
    help: ArgumentHelp(
      "Take the matching of clusters to classes from these scores, made by `tessera evaluate --json`, instead.",
      valueName: "scores.json"))
  var matching: String?

  @Flag(help: "Score boundaries too; reads the files once more.")
  var boundary = false

  @Option(help: "Colours of classes: those of --dataset or --classes-file, or safe for colour-blind eyes.")
  var colours = MaskLegend.Colours.classes

  @Option(help: "Images that the gallery shows at most.")
  var gallery = 100

  @Option(help: "Title of the page.")
  var title = "Segmentation report"

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace a page that is there already.")
  var overwrite = false

  func validate() throws {
    if !(0...10_000).contains(gallery) {
      throw ValidationError("--gallery must be from 0 to 10000 images, not \(gallery).")
    }
  }

  func run() throws {
    let page = URL(filePath: output)
    if !overwrite && FileManager.default.fileExists(atPath: page.path) {
      throw DatasetError.wouldReplaceFile(path: page.path)
    }
    var builder = ReportBuilder(title: title)
    builder.images = try images.map { try ImageFolder([$0]) }
    builder.labels = try labels.map { try ImageFolder([$0]) }
    builder.classes = try labelOptions.classes()
    builder.colours = colours
    builder.rule = match
    builder.matching = try matching.map { try ClusterMatching(scoresAt: URL(filePath: $0)) }
    builder.boundaries = boundary ? .standard : nil
    builder.galleryCount = gallery
    let sources = try ReportSource.all(runs)
    let masks = sources.reduce(0) { $0 + ($1.masks?.items.count ?? 0) }
    let progress = ProgressReporter(
      "reading", unit: "files", total: masks * (labels == nil ? 1 : 2) + min(gallery, masks))
    let report = try builder.build(sources, context: ComputeContext(threads: compute.threads)) { progress.advance() }
    try AtomicFile.write(Array(ReportPage(report).html.utf8), to: page)
    Console.standard.clear()
    print(
      "\(page.path): a report of \(report.runs.count) run\(report.runs.count == 1 ? "" : "s"), \(report.images) images")
    try Console.standard.finish(report.failures, task: "read", of: masks + report.failures.count)
  }
}
