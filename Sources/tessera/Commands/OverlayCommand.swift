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
      size for each pair.

        tessera overlay tiles masks --output overlays --opacity 0.4
      """)

  @Argument(help: "Folder of images, or one image.")
  var images: String

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the overlays.", valueName: "folder"))
  var output: String

  @OptionGroup var overlay: OverlayOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace overlays that are there already.")
  var overwrite = false

  func run() throws {
    let output = OutputFolder(URL(filePath: output), pathExtension: "png")
    var found = try ImageFolder([images], excluding: output.url)
    found.removeEqualStems()
    Console.standard.report(found)
    let pairing = try FilePairing(
      found, ImageFolder([masks], excluding: output.url), firstPath: images, secondPath: masks)
    Console.standard.report(pairing, first: "image", second: "mask")
    for side in [pairing.pairs.map(\.first), pairing.pairs.map(\.second)] {
      _ = try output.pending(side, existing: overwrite ? .replace : .refuse)
    }
    let progress = ProgressReporter("painting", unit: "images", total: pairing.pairs.count)
    let failures = FolderOverlay(overlay.overlay, output: output).run(
      pairing.pairs, context: ComputeContext(threads: compute.threads)
    ) { progress.advance() }
    Console.standard.clear()
    print("\(output.url.path): \(pairing.pairs.count - failures.count) overlays")
    try Console.standard.finish(
      failures + found.failures, task: "painted over", of: pairing.pairs.count + found.failures.count)
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
