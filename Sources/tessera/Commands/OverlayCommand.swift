import ArgumentParser
import Foundation
import TesseraKit

struct OverlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Paint masks over their images, beside labels and errors, or on one contact sheet.",
    discussion: """
      Images and masks pair by relative path and name without extension. The output folder gets a PNG for each pair, \
      what places the image on Earth (.pgw, .jgw, .wld, .prj, .aux.xml), and legend.svg; a contact sheet all.png has its legend in all-legend.svg.

        tessera overlay tiles masks --output overlays --opacity 0.4 --outlines
        tessera overlay tiles masks --contact-sheet all.png

      With labels, and the names of clusters that `tessera evaluate --names` has saved, masks take the \
      names and colours of the classes, and pictures show where they are right (blue), wrong (red) or not scored (grey):

        tessera evaluate masks labels --dataset potsdam --names names.json
        tessera overlay tiles masks --output beside --side-by-side --labels labels --dataset potsdam \\
          --matching names.json

      Without --matching, masks are shown as clusters; with --dataset or --classes-file they are read as labels of it, so \
      that labels can be looked at too:

        tessera overlay tiles labels --dataset potsdam --output labelled
      """)

  @Argument(help: "Folder of images, or one image.")
  var images: String

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the pictures.", valueName: "folder"))
  var output: String?

  @Option(help: ArgumentHelp("Put all pictures, made small, onto one page.", valueName: "file.png"))
  var contactSheet: String?

  @Option(help: "Pixels of the longer side of a picture on the contact sheet.")
  var thumbnail = 240

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var overlay: OverlayOptions
  @OptionGroup var picture: PictureOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace pictures that are there already.")
  var overwrite = false

  @Flag(help: "Make only the pictures that are not there yet.")
  var resume = false

  func validate() throws {
    if output == nil && contactSheet == nil {
      throw ValidationError("Give --output FOLDER for a picture of each image, or --contact-sheet FILE.png for all.")
    }
    if !(16...4096).contains(thumbnail) {
      throw ValidationError("--thumbnail must be from 16 to 4096 pixels, not \(thumbnail).")
    }
  }

  func run() throws {
    let pictures = try picture.pictures(
      overlay.overlay, of: URL(filePath: masks), options: imageOptions.decoding)
    let folder = output.map { URL(filePath: $0) }
    var found = try ImageFolder([images], excluding: folder)
    try selection.select(from: &found)
    let others = try ImageFolder([masks], excluding: folder)
    try found.checkStems()
    try others.checkStems()
    Console.standard.report(found)
    let pairing = try FilePairing(found, others, firstPath: images, secondPath: masks)
    Console.standard.report(pairing, first: "image", second: "mask")
    let session = PictureSession(
      pictures, parallel: Parallel(threads: compute.threads),
      existing: overwrite ? .replace : resume ? .keep : .refuse)
    let files = try picture.files(pairing.pairs, images: found)
    let isQuiet = summary.json == "-"
    var outcome = PictureSession.Outcome()
    if let folder { outcome = try session.paint(files, into: folder, isQuiet: isQuiet) }
    if let contactSheet {
      let failures = try session.contactSheet(
        files, thumbnail: thumbnail, at: URL(filePath: contactSheet), isQuiet: isQuiet)
      if folder == nil { outcome.failures = failures }
    }
    let failures = outcome.failures + found.failures
    try summary.finish(
      FolderSummary(
        output: folder ?? URL(filePath: contactSheet ?? ""), written: outcome.written, skipped: outcome.skipped,
        failures: failures.map(\.remedied), warnings: outcome.warnings),
      failures: failures, task: "painted over", of: pairing.pairs.count + found.failures.count)
  }
}
