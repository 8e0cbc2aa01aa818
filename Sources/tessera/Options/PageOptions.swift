import ArgumentParser
import Foundation
import TesseraKit

/// What a page for naming starts from, as told on the command line.
struct PageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Go on from this file, which the page or `tessera evaluate` has saved.", valueName: "names.json")
  )
  var names: String?

  @Option(
    help: ArgumentHelp(
      "Labels of a few of the images; the page starts from the classes that they give the clusters.",
      valueName: "folder"))
  var labels: String?

  @OptionGroup var labelOptions: LabelOptions

  @Option(help: "Which map to name: the one with most clusters unless given, or the one that --names names.")
  var head: String?

  func validate() throws {
    if names != nil && labels != nil {
      throw ValidationError("--names and --labels both say what to start from; give one of them.")
    }
  }

  func builder(_ model: SegmentationModel) throws -> NamingPageBuilder {
    let start = try names.map { try NamingStart(contentsOf: URL(filePath: $0)) }
    // A map that the model lacks is told by the naming, which knows the file.
    let named = start?.naming.map.flatMap { model.description.map(named: $0)?.name }
    var builder = try NamingPageBuilder(model, map: head ?? named, start: start)
    builder.meaning = try labelOptions.meaning()
    return builder
  }

  /// The labelled images among `found`; nil without labels.
  func labelled(_ found: ImageFolder, images: [String], selection: SelectionOptions) throws -> FilePairing? {
    guard let labels else { return nil }
    let files = try selection.labels(labels, of: found, dataset: labelOptions.dataset)
    try files.checkStems()
    let pairing = try selection.pairs(
      found, files, firstPath: images.joined(separator: ", "), secondPath: labels)
    Console.standard.report(pairing.secondAlone, "label", without: "image")
    return pairing
  }

  func hints(images: [String], model: String) -> NamingPage.Hints {
    let images = images.map(Shell.quoted).joined(separator: " ")
    let model = "--model \(Shell.quoted(model))"
    return NamingPage.Hints(
      names: "tessera segment \(images) \(model) --names names.json --output masks",
      teach: "tessera teach \(images) names.json \(model) --output taught")
  }

  /// Tells what the page starts with.
  func report(_ page: NamingPage) {
    guard labels != nil else { return }
    Console.standard.note("\(page.named) of \(page.clusters) clusters have a class by the labels")
    if !page.disputed.isEmpty {
      let list = page.disputed.map(String.init).joined(separator: ", ")
      Console.standard.note("the labels disagree about these clusters: \(list)")
    }
  }
}
