import ArgumentParser
import Foundation
import TesseraKit

struct GroupCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "group",
    abstract: "Sort whole images into groups that look alike, without labels.",
    discussion: """
      A network is trained on the images of the folders, by Invariant Information Clustering of whole images, and each image \
      gets a cluster. The output folder gets groups.csv (path, cluster, probability), sheets (a picture for each cluster, \
      with its most probable images first) and the model with all files of its training.

        tessera group photos --classes 10 --output out
        tessera group photos --classes 10 --output out --link

      The second command also makes out/clusters with a folder of links for each cluster; --copy copies the images.

      A trained model groups new images. Without --output their lines of groups.csv go to standard output.

        tessera group others --model out --output others-out

      An array job groups shares with a trained model, and `tessera merge` makes groups.csv of them:

        tessera group others --model out --output others-out --shard 2/8
        tessera merge others-out/groups-*.json --output others-out/groups.csv

      Images that lie in sub-folders named by class are scored: accuracy after the best matching of clusters to classes, \
      normalized mutual information and adjusted Rand index. --labels takes the classes from a CSV. The training never \
      sees them.

      The preset groups takes five to ten minutes on two processor cores. Digits and letters want \
      --set augmentation.horizontalFlip=0. mnist, cifar10, cifar100-20 and stl10 are the settings of the paper, which are slow \
      on processor cores. Training works best with some hundreds of images of each kind.

      Ctrl-C ends training after the current step, with a checkpoint; the same command with --resume goes on.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to write to.", valueName: "out"))
  var output: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Group with this trained model: its file, or the folder of its run.", valueName: "out"))
  var model: String?

  @OptionGroup var files: FileOptions
  @OptionGroup var grouping: GroupingOptions
  @OptionGroup var sharing: ShareOptions
  @OptionGroup var training: TrainingOptions

  func validate() throws {
    try validateShare()
    if output == nil && model == nil { throw ValidationError("--output names the folder to write to.") }
    if model != nil && training.changesTraining {
      throw ValidationError("--model groups with a trained model; leave out the options of a training.")
    }
    if output == nil && grouping.sorting != nil { throw ValidationError("--copy and --link need --output.") }
    if training.maskBy != nil { throw ValidationError("--mask-by is for pixels; images are grouped whole.") }
  }

  func run() throws {
    let folder = output.map { URL(filePath: $0) }
    let classes = try grouping.classes()
    let found = try files.images(images, excluding: folder)
    if let model, let share = try sharing.share {
      return try group(share, of: found, by: model, into: folder, classes: classes)
    }
    let display = EventDisplay()
    let grouped =
      try model.map { try group(found, by: $0, into: folder, classes: classes, display) }
      ?? train(found, classes: classes, display)
    display.end()
    if let folder {
      print(Console.grouped(grouped, in: folder), terminator: "")
    } else {
      print(grouped.groups.csv, terminator: "")
    }
    try Console.standard.finish(
      grouped.failures + found.failures, task: "grouped", of: found.items.count + found.failures.count)
  }
}
