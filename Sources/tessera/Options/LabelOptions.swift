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

  @Option(
    help: ArgumentHelp(
      """
      Values of labels that are not scored, such as 0,255, or none. They replace 255 and, with --dataset or --classes-file, \
      are ignored beside the values that the classes ignore.
      """, valueName: "values"))
  var ignore: [IgnoredValues] = []

  @Option(
    help: ArgumentHelp(
      """
      The value of the first class in labels: a value v means class v - N, and values below N are ignored. 1 is for labels \
      whose classes begin at 1, with 0 for none.
      """, valueName: "N"))
  var labelOffset = 0

  func validate() throws {
    if dataset != nil && classesFile != nil {
      throw ValidationError("--dataset and --classes-file say the same thing; give one of them.")
    }
    if !(-254...254).contains(labelOffset) {
      throw ValidationError("--label-offset must be from -254 to 254, not \(labelOffset).")
    }
    if ignore.contains(where: \.values.isEmpty) && ignore.count > 1 {
      throw ValidationError("--ignore none ignores nothing; leave out the other values.")
    }
  }

  /// What the labels mean.
  func meaning() throws -> LabelMeaning {
    LabelMeaning(
      classes: try classes(), ignoredValues: ignore.isEmpty ? nil : ignore.flatMap(\.values), offset: labelOffset)
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

/// Values of labels that are not scored: numbers with commas between them, or `none`.
struct IgnoredValues: ExpressibleByArgument {
  /// Empty for `none`.
  let values: [UInt16]

  init?(argument: String) {
    if argument == "none" {
      values = []
      return
    }
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { UInt8($0).map { UInt16($0) } }
    guard numbers.count == parts.count else { return nil }
    values = numbers
  }
}
