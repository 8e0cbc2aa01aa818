import ArgumentParser
import Foundation
import TesseraKit

struct OverlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overlay",
    abstract: "Paint masks over their images, beside labels and errors, or on one contact sheet.",
    discussion: """
      Images and masks pair by relative path and name without extension. The output folder gets a PNG for each pair, \
      the files that place the image on Earth (.pgw, .jgw, .wld, .prj, .aux.xml), and legend.svg. A contact sheet \
      all.png has its legend in all-legend.svg.

        tessera overlay tiles masks --output overlays --opacity 0.4 --outlines
        tessera overlay tiles masks --contact-sheet all.png

      With labels, and the names of clusters that `tessera evaluate --names` has saved, masks take the names and colours \
      of the classes. Pictures then show where masks are right (blue), wrong (red) or not scored (grey):

        tessera evaluate masks labels --dataset potsdam --names names.json
        tessera overlay tiles masks --output beside --side-by-side --labels labels --dataset potsdam \\
          --matching names.json

      Without --matching, masks are shown as clusters. With --dataset or --classes-file they are read as labels, so that \
      labels can be looked at too:

        tessera overlay tiles labels --dataset potsdam --output labelled
      """)

  @Argument(help: "Folder of images, or one image.")
  var images: String

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @OptionGroup var outputs: PictureOutputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var overlay: OverlayOptions
  @OptionGroup var picture: PictureOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var compute: ComputeOptions

  func run() throws {
    var pictures = try picture.pictures(overlay.overlay, of: URL(filePath: masks), options: imageOptions.decoding)
    let found = try selection.images(
      [images], excluding: outputs.folder,
      use: picture.labels == nil && masks != images ? { "--side-by-side --labels \($0) shows them" } : nil)
    try found.checkStems()
    let others = try selection.masks(
      masks, of: found, excluding: outputs.folder, areLabels: picture.labels == nil,
      dataset: picture.labelOptions.dataset)
    let pairing = try FilePairing(found, others, firstPath: images, secondPath: masks)
    Console.standard.report(pairing, first: "image", second: "mask")
    let (files, unusable) = try picture.files(pairing.pairs, images: found, selection: selection)
    let parallel = compute.parallel
    pictures.preparation = input.preparation(of: found, options: imageOptions.decoding, parallel: parallel)
    let display = EventDisplay()
    var (done, failures) = try outputs.paint(
      files, as: pictures, parallel: parallel,
      display: display, isQuiet: summary.json == "-")
    let unreachable = found.failures + others.failures + unusable
    failures += unreachable
    done.add(failures.map(\.remedied), warnings: display.warnings)
    try summary.finish(
      done, failures: failures, task: "painted over", of: pairing.pairs.count + unreachable.count)
  }
}
