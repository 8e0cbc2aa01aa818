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

  func run() throws {
    let root = URL(filePath: output)
    let found = try selection.images(
      images, excluding: root, use: labels == nil && fewLabels == nil ? { "--labels \($0) scores the masks against them" } : nil)
    try found.checkStems()
    let model = RunFolder(root.appending(path: "model"))
    var whole = Tessera.WholeRun(found, try training.configuration(for: model), into: root)
    whole.labels = try labels.map {
      try selection.partners(of: found, at: $0, images: images, dataset: labelOptions.dataset)
    }
    whole.fewLabels = try fewLabels.map {
      try TeachingOptions.labels($0, of: found, images: images, selection: selection, labelOptions)
    }
    whole.teaching.seed = whole.configuration.seed
    try Tessera.check(model, training.existing)
    try segmentation.check(whole.configuration)
    let display = EventDisplay()
    whole.context = ComputeContext(threads: training.compute.threads)
    whole.meaning = try labelOptions.meaning()
    whole.existing = training.existing
    whole.relevance = try training.relevance(
      of: found, meaning: whole.meaning, selection: selection.selection(dataset: labelOptions.dataset),
      context: whole.context
    ) { display.show($0) }
    whole.segmenter = { [segmentation] in try segmentation.segmenter($0) }
    whole.overlay = overlay.overlay
    whole.options = training.imageOptions.decoding
    let folder = whole.taught
    let outcome = try Interruption.deferred {
      try Tessera.run(
        whole,
        report: { event in
          display.show(event)
          switch event {
          case .trained(let trained):
            Interruption.endDeferral()
            print(Console.trained(trained, in: model))
          case .taught(let taught): print(Console.taught(taught, in: folder))
          case .segmented(let done): print(Console.segmented(done))
          case .painted(let done): print(Console.outcome(done.folder, written: done.written, "overlay", skipped: 0))
          default: break
          }
        }, shouldStop: { Interruption.isRequested })
    }
    display.end()
    if let scores = outcome.scores { print("\n\(scores.table)", terminator: "") }
    if labels == nil && fewLabels == nil { print(Console.nextStep(images: images, model: model.url.path, in: output)) }
    try Console.standard.finish(
      outcome.failures + found.failures, task: "worked on", of: found.items.count + found.failures.count)
  }
}
