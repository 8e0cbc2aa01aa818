import ArgumentParser
import Foundation
import TesseraKit

/// What label files mean, as told on the command line.
struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Data set whose classes and colours the labels have: \(ClassTable.builtInNames.joined(separator: ", ")).",
      valueName: "name"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      """
      File of the labels' classes, for any other data set: YAML, or a file of CVAT, Roboflow, labelme, mmsegmentation, \
      Label Studio, COCO or Supervisely, a CSV with names and colours, or a list of names (see `tessera classes`). Without \
      either, each value is a class and 255 is ignored.
      """, valueName: "file"))
  var classesFile: String?

  @Flag(help: "Let colours that mean no class stand for the nearest that does, for labels damaged by compression.")
  var nearestColour = false

  func validate() throws {
    if dataset != nil && classesFile != nil {
      throw ValidationError("--dataset and --classes-file say the same thing; give one of them.")
    }
  }

  func classes() throws -> ClassTable? {
    var table = try dataset.map(ClassTable.named)
    if let classesFile { table = try ClassTable(contentsOf: URL(filePath: classesFile)) }
    if nearestColour {
      guard table?.hasColours == true else {
        throw ValidationError(
          "There are no colours to take the nearest of; name classes that have them with --dataset or --classes-file.")
      }
      table?.takesNearestColour = true
    }
    return table
  }
}
