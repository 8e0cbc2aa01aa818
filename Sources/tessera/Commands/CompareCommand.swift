import ArgumentParser
import Foundation
import TesseraKit

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Train several methods for the same time, and score what they have learned.",
    discussion: """
      Each method is trained on the images, without their labels, and scored against the labels in three ways: the masks that \
      its model makes, clusters matched one-to-one; its overclusters, each taken for the class that it meets most; and a \
      linear classifier of its features that learns from every second labelled image and is scored on the others. Scores are \
      those of the last step, not of the step that the labels like best.

        tessera compare tiles --labels labels --output out --preset aerial --classes 5 --minutes 2 --seeds 3

      A method is iic, kmeans, deepcluster or teacher-student; settings of the method may follow a colon:

        tessera compare tiles --labels labels --output out --classes 5 --methods iic kmeans kmeans:features=colour

      The table gives the means over seeds of accuracy and mean IoU, and after ± half the spread of the mean IoU. The output \
      folder gets it as compare.md, each run in compare.csv, and the models. Ctrl-C ends after the current step; the same \
      command with --resume goes on, and uses the runs that are done; methods and seeds may be added.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(help: ArgumentHelp("Labels of all images or some.", valueName: "folder"))
  var labels: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "out"))
  var output: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The methods to compare; all unless given.", valueName: "methods"))
  var methods: [String] = MethodSettings.names

  @Option(help: "How many seeds each method is trained with, the first being --seed.")
  var seeds = 3

  @OptionGroup var selection: SelectionOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Labels") var labelOptions: LabelOptions

  func validate() throws {
    guard (1...1000).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 1000, not \(seeds).") }
    guard Set(methods).count == methods.count else { throw ValidationError("--methods names a method twice.") }
    if training.method != nil || training.weights != nil || training.maskBy != nil {
      throw ValidationError("compare takes no --method, --weights or --mask-by; --methods names the methods.")
    }
  }

  func run() throws {
    let root = URL(filePath: output)
    let found = try selection.images(images, excluding: root, use: nil)
    let pairing = try selection.partners(of: found, at: labels, images: images, dataset: labelOptions.dataset)
    let common = try training.freshConfiguration()
    let contestants = try methods.map { try MethodComparison.Contestant($0, over: common) }
    let first = common.seed
    var comparison = MethodComparison(
      contestants, seeds: (0..<UInt64(seeds)).map { first &+ $0 }, images: found, labels: pairing, into: root)
    comparison.meaning = try labelOptions.meaning()
    comparison.storage = training.storage.storage
    comparison.tensorBoard = training.tensorBoard
    comparison.options = training.imageOptions.decoding
    comparison.context = training.compute.context
    let display = EventDisplay()
    let outcome = try Interruption.deferred {
      try Tessera.compare(
        comparison, existing: training.existing, report: { display.show($0) },
        shouldStop: { Interruption.isRequested })
    }
    display.end()
    print(outcome.table.markdown, terminator: "")
    try Console.standard.finish(
      outcome.failures + found.failures, task: "used", of: found.items.count + found.failures.count)
  }
}
