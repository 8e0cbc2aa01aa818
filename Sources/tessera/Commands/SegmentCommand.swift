import ArgumentParser
import Foundation
import TesseraKit

struct SegmentCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract: "Write a mask for each image with a trained model.",
    discussion: """
      For each image the output folder gets a PNG of the same size, relative path and stem. Its pixel values are \
      cluster indices, counted from 0; a colour table lets every viewer show them in colour.

        tessera segment tiles --model run --output masks

      With the names that a person (`tessera page`) or a few labelled images (`tessera evaluate --names`) give, masks show \
      classes instead of clusters, in the numbers or the colours of the data set:

        tessera segment tiles --model run --output masks --names names.json --label-ids
        tessera segment tiles --model run --output pictures --names names.json --format colour

      The folder also gets names.json (what the masks hold, and which model made them), classes.csv and classes.qml (a QGIS \
      style): which value has which name and colour. What places an image on Earth (.pgw, .jgw, .wld, .prj, .aux.xml) goes along with its mask, and the style too.

      A build with GDAL (swift build -c release --traits GDAL) reads GeoTIFF, VRT, JPEG 2000 and more, of any number of \
      bands, and writes GeoTIFFs and one map of all:

        tessera segment tiles --model run --output masks --geotiff --mosaic map.tif

      An array job works on shares, each into the same folder; so do the processes of mpirun:

        tessera segment tiles --model run --output masks --shard 2/8

      An image that cannot be read is listed at the end; the others are done all the same, and the exit code is 1.
      """)

  @Argument(help: "Images and folders of images.")
  var images: [String]

  @Option(
    name: .shortAndLong, help: ArgumentHelp("A trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the masks.", valueName: "masks"))
  var output: String

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var segmentation: SegmentationOptions
  @OptionGroup var encoding: EncodingOptions

  @Option(
    help: """
      Resize images by this factor first, for those of another ground resolution than the training's; by default as the \
      model was trained. Masks keep the images' size.
      """)
  var scale: Float?

  @OptionGroup var noData: NoDataOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var sharing: ShareOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var existing: ExistingOptions

  func run() throws {
    if encoding.mosaic != nil, try sharing.share != nil {
      throw ValidationError(
        "--mosaic joins the masks of all shares; add it to the same command with --resume after the last share.")
    }
    var trained = try SegmentationModel(contentsOf: URL(filePath: model))
    if let value = noData.nodata { trained = trained.marking(noData: value) }
    var segmenter = try segmentation.segmenter(scale.map(trained.scaled) ?? trained, named: encoding.namedMap())
    segmenter.encoding = try encoding.encoding(for: segmenter)
    let folder = URL(filePath: output)
    let found = try selection.images(images, excluding: folder) {
      "`tessera evaluate MASKS \($0)` scores masks against them"
    }
    let (images, header) = try sharing.part(
      of: found, .summary, options: imageOptions.decoding, parallel: compute.parallel)
    let display = EventDisplay()
    let outcome = try Tessera.segment(
      images, with: segmenter, into: folder, existing: existing.existing,
      options: imageOptions.decoding, context: compute.context, report: { display.show($0) })
    display.end()
    if let mosaic = encoding.mosaic, !outcome.done.isEmpty {
      try Tessera.mosaic(outcome, of: segmenter.encoding, to: URL(filePath: mosaic), options: imageOptions.decoding)
    }
    let failures = outcome.failures + images.failures
    let done = FolderSummary(
      output: folder, written: outcome.written, skipped: outcome.skipped, failures: failures.map(\.remedied),
      warnings: display.warnings)
    if let header {
      return try summary.finish(
        SummaryPart(header, done), line: Console.segmented(outcome), all: { Console.segmented(outcome, of: $0) },
        failures: failures, task: "segmented", of: images.items.count + images.failures.count)
    }
    try summary.finish(
      done, line: Console.segmented(outcome), failures: failures, task: "segmented",
      of: found.items.count + found.failures.count)
  }
}
