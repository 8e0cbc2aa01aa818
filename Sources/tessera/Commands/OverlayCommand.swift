import ArgumentParser
import Foundation
import Imaging
import NeuralNet
import Segmentation

struct OverlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Paint masks over their images.",
    discussion: """
      Images and masks pair by relative path and name without extension. The output folder gets a PNG of the image's \
      size for each pair, and what places the image on Earth (.pgw, .jgw, .wld, .prj, .aux.xml).

        tessera overlay tiles masks --output overlays --opacity 0.4
      """)

  @Argument(help: "Folder of images, or one image.")
  var images: String

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the overlays.", valueName: "folder"))
  var output: String

  @OptionGroup var overlay: OverlayOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace overlays that are there already.")
  var overwrite = false

  @Flag(help: "Make only the overlays that are not there yet.")
  var resume = false

  func run() throws {
    let output = OutputFolder(URL(filePath: output), pathExtension: "png")
    let found = try ImageFolder([images], excluding: output.url)
    let others = try ImageFolder([masks], excluding: output.url)
    try found.checkStems()
    try others.checkStems()
    Console.standard.report(found)
    let pairing = try FilePairing(found, others, firstPath: images, secondPath: masks)
    Console.standard.report(pairing, first: "image", second: "mask")
    let pending = try output.pending(
      pairing.pairs.map(\.first), existing: overwrite ? .replace : resume ? .keep : .refuse,
      inputs: found.items + others.items)
    let wanted = Set(pending)
    let pairs = pairing.pairs.filter { wanted.contains($0.first) }
    let progress = ProgressReporter("painting", unit: "images", total: pairs.count)
    var task = FolderOverlay(overlay.overlay, output: output, options: imageOptions.decoding)
    task.replaces = overwrite
    let warnings = WarningList()
    let failures = task.run(
      pairs, context: ComputeContext(threads: compute.threads), warn: { warnings.add($0) },
      progress: { progress.advance() })
    let skipped = pairing.pairs.count - pairs.count
    let written = pairs.count - failures.count
    let all = failures + found.failures
    try summary.finish(
      FolderSummary(output: output.url, written: written, skipped: skipped, failures: all, warnings: warnings.all),
      line: "\(output.url.path): \(written) overlays" + (skipped > 0 ? ", \(skipped) were there already" : ""),
      failures: all, task: "painted over", of: pairing.pairs.count + found.failures.count)
  }
}

/// How overlays look, as told on the command line.
struct OverlayOptions: ParsableArguments {
  @Option(help: "How much of the mask's colours shows, from 0 to 1.")
  var opacity: Float = 0.5

  func validate() throws {
    if !(0...1).contains(opacity) { throw ValidationError("--opacity must be from 0 to 1, not \(opacity).") }
  }

  var overlay: Overlay { Overlay(opacity: opacity) }
}
