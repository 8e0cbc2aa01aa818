import ArgumentParser
import Foundation
import TesseraKit

struct PageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "page",
    abstract: "Make a page on which a person names the clusters of a model, in a browser.",
    discussion: """
      The page shows some of the images with their overclusters. A click gives a cluster the current class in all \
      images; groups of clusters and scribbles go further. The page needs no network and no other file:

        tessera page tiles --model run --output page.html --dataset potsdam

      "Save" in the page gives a file of names. It makes masks of classes, and the page goes on from it:

        tessera segment tiles --model run --output masks --names names.json
        tessera page tiles --model run --output page.html --names names.json

      With a few labelled images the page starts from the classes that they give the clusters, and marks the clusters for \
      which the labels disagree:

        tessera page tiles --model run --output page.html --labels few --dataset potsdam
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The page to write.", valueName: "page.html"))
  var output: String

  @OptionGroup var contents: PageOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Replace a page that is there already.")
  var overwrite = false

  func run() throws {
    let url = URL(filePath: output)
    if !overwrite && FileManager.default.fileExists(atPath: url.path) {
      throw DatasetError.wouldReplaceFile(path: url.path)
    }
    var builder = try contents.builder(SegmentationModel(contentsOf: URL(filePath: model)))
    builder.options = imageOptions.decoding
    let found = try selection.images(
      images, excluding: nil, use: contents.labels == nil ? { "--labels \($0) names the clusters by them" } : nil)
    builder.labels = try contents.labelled(found, images: images, selection: selection)
    let display = EventDisplay()
    let page = try Tessera.page(
      found, builder, at: url, hints: contents.hints(images: images, model: model),
      existing: overwrite ? .replace : .refuse, parallel: compute.parallel,
      report: { display.show($0) })
    display.end()
    contents.report(page)
    print("\(url.path): a page to name \(page.clusters) clusters in \(page.pictures) pictures; open it in a browser")
    try Console.standard.finish(page.failures, task: "used", of: found.items.count + found.failures.count)
  }
}
