import ArgumentParser
import Foundation
import TesseraKit

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Go the whole way: train, segment, paint overlays, and score where there are labels.",
    discussion: """
      The output folder gets model/ (the trained network), masks/ (a PNG of cluster indices for each image, and the \
      names and colours of the clusters), overlays/ (the masks painted over the images, with a legend), and with \
      --labels scores.json; the overlays then show the classes that the clusters match best. `tessera report` makes a \
      page of it all.

        tessera run tiles --output out --preset aerial --classes 5
        tessera run tiles --output out --labels labels --dataset potsdam --minutes 10

      With labels of a few images, the trained model is taught their classes (taught/), and masks and overlays show classes:

        tessera run tiles --output out --few-labels few --dataset potsdam

      Ctrl-C ends the training after its step; the same command with --resume goes on.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "out"))
  var output: String

  @Option(help: ArgumentHelp("Labels to score the masks against; the training does not see them.", valueName: "folder"))
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "Labels of a few images, or scribbles of `tessera page`, that teach the classes after the training.",
      valueName: "folder"))
  var fewLabels: String?

  @OptionGroup var selection: SelectionOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Masks") var segmentation: SegmentationOptions
  @OptionGroup(title: "Labels") var labelOptions: LabelOptions
  @OptionGroup(title: "Overlays") var overlay: OverlayOptions

  func validate() throws {
    if fewLabels != nil && segmentation.head != nil {
      throw ValidationError(
        "--head chooses a map of clusters; with --few-labels, masks show the classes that were taught.")
    }
  }

  func run() throws {
    let root = URL(filePath: output)
    let isUnlabelled = labels == nil && fewLabels == nil
    let found = try selection.images(
      images, excluding: root, use: isUnlabelled ? { "--labels \($0) scores the masks against them" } : nil)
    try found.checkStems()
    let display = EventDisplay()
    let whole = try whole(found, root: root, display: display)
    let outcome = try Interruption.deferred {
      try Tessera.run(
        whole,
        report: { event in
          display.show(event)
          if case .trained = event { Interruption.endDeferral() }
          if let line = Console.line(event, of: whole) { print(line) }
        }, shouldStop: { Interruption.isRequested })
    }
    display.end()
    if let scores = outcome.scores { print("\n\(scores.table)", terminator: "") }
    if isUnlabelled { print(Console.nextStep(images: images, model: whole.model.url.path, in: output)) }
    try Console.standard.finish(
      outcome.failures + found.failures, task: "worked on", of: found.items.count + found.failures.count)
  }
}
