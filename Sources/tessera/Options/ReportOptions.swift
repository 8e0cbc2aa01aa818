import ArgumentParser
import Foundation
import TesseraKit

/// What a report is made of beside its runs, as told on the command line.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Images that the masks belong to.", valueName: "folder"))
  var images: String?

  @Option(help: ArgumentHelp("Labels to score the masks against.", valueName: "folder"))
  var labels: String?

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var labelOptions: LabelOptions
  @OptionGroup var input: InputOptions
  @OptionGroup var imageOptions: ImageOptions

  @OptionGroup var matchOptions: MatchOptions

  @Flag(help: "Score boundaries too; reads the files once more.")
  var boundary = false

  @Option(help: "Colours of classes: those of --dataset or --classes-file, or safe for colour-blind eyes.")
  var colours = MaskLegend.Colours.classes

  @Option(help: "Images that the gallery shows at most.")
  var gallery = 100

  func validate() throws {
    if !(0...10_000).contains(gallery) {
      throw ValidationError("--gallery must be from 0 to 10000 images, not \(gallery).")
    }
  }

  func builder(title: String, parallel: Parallel) throws -> ReportBuilder {
    var builder = ReportBuilder(title: title)
    builder.images = try images.map {
      try selection.images([$0], excluding: nil, use: labels == nil ? { "--labels \($0) scores masks" } : nil)
    }
    builder.labels = try labels.map {
      try selection.labels($0, of: builder.images, dataset: labelOptions.dataset)
    }
    let meaning = try labelOptions.meaning()
    builder.meaning = meaning
    builder.colours = colours
    builder.rule = matchOptions.match
    builder.naming = try matchOptions.given(classes: meaning.classes)
    builder.boundaries = boundary ? .standard : nil
    builder.galleryCount = gallery
    builder.options = imageOptions.decoding
    builder.preparation = builder.images.map {
      input.preparation(of: $0, options: imageOptions.decoding, parallel: parallel)
    }
    return builder
  }

  /// The runs at `paths`, with the masks that are asked for.
  func sources(_ paths: [String]) throws -> [ReportSource] {
    try ReportSource.all(paths).map { source in
      guard var masks = source.masks else { return source }
      var source = source
      try selection.files.select(from: &masks)
      source.masks = masks
      return source
    }
  }
}
