import ArgumentParser
import Foundation
import TesseraKit

struct SegmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Write a mask for each image with a trained model.",
    discussion: """
      For each image the output folder gets a PNG of the same size, relative path and stem. Its pixel values are \
      cluster indices, counted from 0; a colour table lets every viewer show them in colour.

        tessera segment tiles --model run --output masks

      With the names that a few labelled images give (`tessera evaluate --names`), masks show classes instead of \
      clusters, in the numbers or the colours of the data set:

        tessera segment tiles --model run --output masks --matching names.json --label-ids
        tessera segment tiles --model run --output pictures --matching names.json --format color

      The folder also gets names.json (what the masks hold, of which model), classes.csv and classes.qml (a QGIS \
      style): which value has which name and colour. What \
      places an image on Earth (.pgw, .jgw, .wld, .prj, .aux.xml) goes along with its mask, and the style too.

      An image that cannot be read is listed at the end; the others are done all the same, and the exit code is 1.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the masks.", valueName: "masks"))
  var output: String

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var segmentation: SegmentationOptions
  @OptionGroup var encoding: EncodingOptions

  @Option(
    help: """
      Resize images by this factor first, for those of another ground resolution than the training's; by default as the \
      model was trained. Masks keep the images' size.
      """)
  var scale: Float?

  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace masks that are there already.")
  var overwrite = false

  @Flag(help: "Make only the masks that are not there yet.")
  var resume = false

  func run() throws {
    let trained = try SegmentationModel(contentsOf: URL(filePath: model))
    var segmenter = try segmentation.segmenter(scale.map(trained.scaled) ?? trained)
    let encoding = try encoding.encoding(for: segmenter)
    segmenter.encoding = encoding
    let output = OutputFolder(URL(filePath: output), pathExtension: encoding.lastExtension)
    var found = try ImageFolder(images, excluding: output.url)
    try selection.select(from: &found)
    try found.checkStems()
    Console.standard.report(found)
    let pending = try output.pending(found.items, existing: overwrite ? .replace : resume ? .keep : .refuse)
    let progress = ProgressReporter("segmenting", unit: "images", total: pending.count)
    var task = FolderSegmentation(segmenter, output: output, options: imageOptions.decoding)
    task.replaces = overwrite
    try task.writeStyle()
    let warnings = WarningList()
    let failures = task.run(
      pending, context: ComputeContext(threads: compute.threads), warn: { warnings.add($0) },
      progress: { progress.advance() })
    let skipped = found.items.count - pending.count
    let written = pending.count - failures.count
    let all = failures + found.failures
    try summary.finish(
      FolderSummary(
        output: output.url, written: written, skipped: skipped, failures: all.map(\.remedied), warnings: warnings.all),
      line: "\(output.url.path): \(written) mask\(written == 1 ? "" : "s") of \(encoding.naming.summary)"
        + (skipped > 0 ? ", \(skipped) \(skipped == 1 ? "was" : "were") there already" : ""),
      failures: all, task: "segmented", of: found.items.count + found.failures.count)
  }
}
