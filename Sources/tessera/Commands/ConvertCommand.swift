import ArgumentParser
import Foundation
import TesseraKit

struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write masks in the forms of annotation programs: COCO, CVAT, Label Studio, labelme.",
    discussion: """
      coco-panoptic writes panoptic.json and the folder panoptic of PNGs. coco writes annotations.json with run lengths, which \
      pycocotools reads. cvat writes the folder of "Segmentation mask 1.1", to be zipped. label-studio writes tasks.json with \
      predictions of the brush, and labels.xml, the labelling configuration. labelme writes a JSON for each image.

        tessera convert masks --to coco-panoptic --images tiles --output panoptic
        tessera convert masks --to cvat --output cvat && (cd cvat && zip -r ../cvat.zip .)

      Names and colours come from names.json or classes.csv beside the masks. Without these, classes are named by their values. \
      Pixels without data or class (255, or 65535 in masks of 16 bits) belong to no segment.

      The pixels of a class are one segment. Each region of a class that --things names is a segment of its own. In the files of \
      labelme each region is a shape: a polygon, or a mask where the region has holes, since polygons of labelme have none.
      """)

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(help: "The form to write: \(AnnotationFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var to: AnnotationFormat

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the files.", valueName: "folder"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The images of the masks: the files name them, and masks of another size than their image are refused.",
      valueName: "folder"))
  var images: String?

  @Option(
    help: ArgumentHelp("Classes whose regions are segments of their own, with commas between.", valueName: "names"))
  var things: String?

  @Option(help: "Which pixels belong to one region: those that share a side (4), or a corner too (8).")
  var connectivity = Connectivity.four

  @Option(
    help: ArgumentHelp(
      "What stands before the paths of images in the tasks of Label Studio; by default /data/local-files/?d=.",
      valueName: "address"))
  var imageAddress: String?

  @Flag(help: "Replace files that are there already.")
  var overwrite = false

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let folder = URL(filePath: output)
    let found = try selection.masks(masks, excluding: folder)
    let pairing = try images.map { images in
      try selection.pairs(
        found, SelectionOptions.walked(images, excluding: folder), firstPath: masks, secondPath: images)
    }
    var settings = Tessera.AnnotationSettings(to)
    settings.things = things?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
    settings.connectivity = connectivity
    if let imageAddress { settings.imageAddress = imageAddress }
    let display = EventDisplay()
    let outcome = try Tessera.convert(
      found, at: URL(filePath: masks), by: settings, images: pairing, into: folder, replaces: overwrite,
      options: imageOptions.decoding, parallel: compute.parallel, report: { display.show($0) })
    display.end()
    if outcome.masks > 0 { print(Console.converted(outcome)) }
    try Console.standard.finish(
      outcome.failures + found.failures, task: "converted", of: found.items.count + found.failures.count, "mask")
  }
}

extension AnnotationFormat: ExpressibleByArgument {}
