import ArgumentParser
import Foundation
import TesseraKit

struct TeachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "teach",
    abstract: "Teach a classifier by few labels, on what a model has learned without labels.",
    discussion: """
      Label a few of the images, or paint scribbles on them, and teach the classes to a trained model. The output folder gets a \
      model that shows the classes under their names and colours:

        tessera train tiles --output run
        tessera teach tiles labels --model run --output taught --dataset potsdam
        tessera segment tiles --model taught --output masks

      LABELS is a folder with label files for some of the images, in which each pixel has a class, 255 or a transparent pixel \
      having none; so a label file can hold a few scribbles alone. Or it is what the page of `tessera page` saves, with the \
      strokes that were painted there:

        tessera page tiles --model run --output page.html
        tessera teach tiles names.json --model run --output taught

      Cross-validation chooses what is learned from, and gives an estimate of the accuracy on other images.
      """)

  @Argument(help: "Images, or a folder of images, labelled or not.")
  var images: String

  @Argument(help: "Folder of label files of some of the images, or the file that a page for naming has saved.")
  var labels: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the taught model.", valueName: "taught"))
  var output: String

  @OptionGroup(title: "Teaching") var teaching: TeachingOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup(title: "Labels") var labelOptions: LabelOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  @Option(
    help: ArgumentHelp(
      "Name so many of the other images whose labels would help most, and where in them the model is least sure.",
      valueName: "count"))
  var suggest: Int?

  @Flag(help: "Replace a model that is there already.")
  var overwrite = false

  func validate() throws {
    if let suggest, suggest < 1 { throw ValidationError("--suggest must be 1 or more, not \(suggest).") }
  }

  func run() throws {
    let folder = URL(filePath: output)
    let trained = try SegmentationModel(contentsOf: URL(filePath: model))
    let found = try selection.images([images], excluding: folder, use: nil)
    let few = try TeachingOptions.labels(labels, of: found, images: [images], selection: selection, labelOptions)
    let display = EventDisplay()
    let parallel = compute.parallel
    let outcome = try Tessera.teach(
      found, few, on: trained, settings: teaching.settings, into: folder,
      existing: overwrite ? .replace : .refuse, options: imageOptions.decoding, parallel: parallel,
      report: { display.show($0) })
    display.end()
    print(Console.taught(outcome.model, in: RunFolder(folder)))
    var failures = outcome.failures + found.failures
    if let suggest {
      let advice = try Tessera.suggest(
        suggest, among: outcome.unlabelled, for: outcome.model, options: imageOptions.decoding, parallel: parallel,
        report: { display.show($0) })
      display.end()
      for suggestion in advice.suggestions { print(Console.suggested(suggestion)) }
      failures += advice.failures.filter { failure in !failures.contains { $0.path == failure.path } }
    }
    try Console.standard.finish(failures, task: "used", of: found.items.count + found.failures.count)
  }
}
