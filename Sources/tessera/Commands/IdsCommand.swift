import ArgumentParser
import Foundation
import TesseraKit

struct IdsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ids",
    abstract: "Print lists of images: official splits, or those whose labels qualify.",
    discussion: """
      A list has a name a line, and goes to --ids of other commands. Those also read lists with more columns, such as \
      scores or paths of labels. The column that names the most images counts.

        tessera ids
        tessera ids potsdam-train
        tessera train potsdam --ids potsdam-train --output run

      From a folder of labels, an image is listed if enough of its pixels belong to the classes of a data set and its \
      sides are long enough. The standard values are those of the lists published for COCO-Stuff with the method:

        tessera ids coco/annotations/train2017 --dataset coco-stuff-3 > ids.txt
        tessera train coco/images/train2017 --ids ids.txt --output run
      """)

  @Argument(help: "The list to print, or a folder of labels.")
  var source: String?

  @OptionGroup var labelOptions: LabelOptions

  @Option(help: "The least share of an image's pixels that belong to a class, 0 to 1.")
  var share = 0.75

  @Option(help: ArgumentHelp("The least width and height of an image.", valueName: "pixels"))
  var side = 360

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if !(0...1).contains(share) { throw ValidationError("--share must be from 0 to 1, not \(share).") }
  }

  func run() throws {
    guard let source else {
      let width = BuiltInImages.all.map(\.name.count).max() ?? 0
      for list in BuiltInImages.all {
        print(list.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + list.summary)
      }
      return
    }
    if let list = BuiltInImages.all.first(where: { $0.name == source }) {
      for identifier in list.identifiers { print(identifier) }
      return
    }
    let meaning = try labelOptions.meaning()
    guard meaning.classes != nil else {
      throw ValidationError("Name the classes of interest: --dataset or --classes-file.")
    }
    let folder = try ImageFolder([source])
    Console.standard.report(folder)
    let progress = ProgressReporter("reading", unit: "labels", total: 2 * folder.items.count)
    let display = EventDisplay()
    let (chosen, failures, notices) = LabelCuration(
      meaning, share: share, side: side, options: DecodingOptions(warnings: display.fileWarnings)
    ).choose(from: folder.items, parallel: compute.parallel, progress: { progress.advance() })
    for notice in notices { display.show(.labels(notice)) }
    display.end()
    for item in chosen { print(item.stem) }
    Console.standard.note(
      "\(chosen.count) of \(folder.items.count) \(folder.items.count == 1 ? "qualifies" : "qualify")")
    try Console.standard.finish(
      failures + folder.failures, task: "read", of: folder.items.count + folder.failures.count, "label")
  }
}
