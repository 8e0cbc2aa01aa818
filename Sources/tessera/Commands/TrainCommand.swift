import ArgumentParser
import Foundation
import TesseraKit

struct TrainCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network on images, without labels.",
    discussion: """
      Folders are searched with their sub-folders for PNG and JPEG images, whatever their names end in. The output \
      folder gets model.safetensors (the weights), config.yaml (every setting, enough to repeat the run), \
      metrics.csv and training.svg (how the loss went), and checkpoint.safetensors (to go on with --resume).

        tessera train tiles --output run --preset aerial --classes 5 --minutes 10
        tessera segment tiles --model run --output masks

      Transparent pixels have no data and are left out; --nodata names a value or colour that means the same. A fourth band \
      that holds infrared needs --alpha band. The model keeps both, so that `tessera segment` needs no option.

      The paper trains on the parts of COCO-Stuff images that its classes cover:

        tessera ids coco/annotations/train2017 --dataset coco-stuff-3 > ids.txt
        tessera train coco/images/train2017 --ids ids.txt --mask-by coco/annotations/train2017 \\
          --dataset coco-stuff-3 --preset coco-stuff-3 --output run

      More minutes teach more. On street scenes ten minutes in place of two raise the mean IoU of classes that three labelled \
      images teach from 0.65 to 0.68, and the accuracy of the overclusters from 0.79 to 0.83. The progress line says from \
      which step on the loss has been level.

      --tensorboard writes event files, which TensorBoard shows while the training runs: the measurements of each step and, at \
      each checkpoint, four images beside their clusters and the share of each cluster in them.

        tessera train tiles --output run --tensorboard logs/run
        tensorboard --logdir logs

      Ctrl-C ends training after the current step, with a checkpoint.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "run"))
  var output: String

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var training: TrainingOptions
  @OptionGroup(title: "Labels") var labelOptions: LabelOptions

  func run() throws {
    let folder = RunFolder(URL(filePath: output))
    let found = try selection.images(images, excluding: folder.url) {
      "training needs none; `tessera run --labels \($0)` scores masks against them"
    }
    let meaning = try labelOptions.meaning()
    let weights = try training.startingModel()
    let configuration = try training.configuration(for: folder, weights: weights)
    try Tessera.check(folder, training.existing)
    let context = training.compute.context
    let display = EventDisplay()
    let relevance = try training.relevance(
      of: found, meaning: meaning, selection: selection.selection(dataset: labelOptions.dataset), context: context
    ) { display.show($0) }
    let trained = try Interruption.deferred {
      try Tessera.train(
        on: found, configuration, into: folder, weights: weights, existing: training.existing, relevance: relevance,
        storage: training.storage.storage, tensorBoard: training.tensorBoard,
        options: training.imageOptions.decoding, context: context,
        report: { display.show($0) },
        shouldStop: { Interruption.isRequested })
    }
    display.end()
    print(Console.trained(trained.model, in: folder))
    try Console.standard.finish(
      trained.failures + found.failures, task: "used", of: found.items.count + found.failures.count)
  }
}
