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

      Ctrl-C ends the training after its step; the same command with --resume goes on.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "out"))
  var output: String

  @Option(help: ArgumentHelp("Labels to score the masks against; the training does not see them.", valueName: "folder"))
  var labels: String?

  @OptionGroup var selection: SelectionOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Masks") var segmentation: SegmentationOptions
  @OptionGroup(title: "Labels") var labelOptions: LabelOptions
  @OptionGroup(title: "Overlays") var overlay: OverlayOptions

  func run() throws {
    let console = Console.standard
    let root = URL(filePath: output)
    // Whatever is wrong with the labels is better known before the training than after.
    let classes = try labelOptions.classes()
    var found = try ImageFolder(images, excluding: root)
    try selection.select(from: &found)
    try found.checkStems()
    console.report(found)
    let labelled = try labels.map {
      var labels = try ImageFolder([$0])
      try selection.select(from: &labels, isPartner: true)
      try labels.checkStems()
      return try FilePairing(found, labels, firstPath: images.joined(separator: ", "), secondPath: $0)
    }
    if let labelled { console.report(labelled, first: "image", second: "label") }

    let session = try TrainingSession(training, folder: RunFolder(root.appending(path: "model")))
    try segmentation.check(session.configuration)
    let (model, unusable) = try session.train(on: found, classes: classes)
    print("\(root.path)/model: a model of \(model.classes) classes after \(model.step) steps")

    let masks = OutputFolder(root.appending(path: "masks"), pathExtension: "png")
    let segmenting = ProgressReporter("segmenting", unit: "images", total: found.items.count)
    let options = training.imageOptions.decoding
    let task = FolderSegmentation(try segmentation.segmenter(model), output: masks, options: options)
    try task.writeStyle()
    var failures = task.run(
      found.items, context: session.context, warn: { console.warn($0) }, progress: { segmenting.advance() })
    let failed = Set(failures.map(\.path))
    let done = found.items.filter { !failed.contains($0.url.path) }
    console.clear()
    print("\(masks.url.path): \(done.count) masks")

    let scoring = labelled.map { labelled in
      Result {
        try EvaluationSession(classes: classes, options: options, parallel: session.context.parallel).scores(
          labelled.pairs.filter { !failed.contains($0.first.url.path) }
            .map { (first: masks.item(for: $0.first), second: $0.second) }, in: masks.url, rule: .oneToOne)
      }
    }
    // Classes where clusters have been matched to some.
    let naming = try? scoring?.get().scores.naming
    let painting = PictureSession(
      try MaskPictures(overlay.overlay, naming: naming, options: options), parallel: session.context.parallel,
      existing: .replace)
    failures += try painting.paint(
      done.map { MaskPictureFiles(image: $0, mask: masks.item(for: $0)) }, into: root.appending(path: "overlays")
    ).failures

    if let outcome = try scoring?.get() {
      failures += outcome.failures
      try EvaluationSession.write(outcome.scores.json(), to: root.appending(path: "scores.json").path)
      print("\n\(outcome.scores.table)", terminator: "")
    }
    failures += unusable.filter { !failed.contains($0.path) }
    try console.finish(failures + found.failures, task: "worked on", of: found.items.count + found.failures.count)
  }
}
