import ArgumentParser
import Foundation
import Segmentation

/// What label files mean, as told on the command line.
struct LabelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Data set whose classes and colours the labels have: \(ClassTable.builtInNames.joined(separator: ", ")).",
      valueName: "name"))
  var dataset: String?

  @Option(
    help: ArgumentHelp(
      "YAML file of the labels' classes, for any other data set. Without either, each value is a class and 255 is ignored.",
      valueName: "file.yaml"))
  var classesFile: String?

  func validate() throws {
    if dataset != nil && classesFile != nil {
      throw ValidationError("--dataset and --classes-file say the same thing; give one of them.")
    }
  }

  func classes() throws -> ClassTable? {
    if let dataset { return try ClassTable.named(dataset) }
    return try classesFile.map { try ClassTable(contentsOf: URL(filePath: $0)) }
  }
}

extension ClusterMatching.Rule: ExpressibleByArgument {}
