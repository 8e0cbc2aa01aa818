import ArgumentParser
import Foundation
import TesseraKit

/// Where groups of images go and what they are scored by, as told on the command line.
struct GroupingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Score the groups by the classes in this CSV with the columns path and class. Paths are as in groups.csv. Without it, \
      the names of the sub-folders are the classes, if the images lie in two or more.
      """, valueName: "file.csv"))
  var labels: String?

  @Option(help: "The map of the model that tells the clusters: main, overclustering or merged.")
  var head: String?

  @Flag(help: "Copy the images into a folder for each cluster.")
  var copy = false

  @Flag(help: "Link the images into a folder for each cluster.")
  var link = false

  func validate() throws {
    if copy && link { throw ValidationError("--copy and --link exclude each other.") }
  }

  var sorting: GroupFolders.Means? { copy ? .copy : link ? .link : nil }

  func classes() throws -> ImageClasses? { try labels.map { try ImageClasses(contentsOf: URL(filePath: $0)) } }
}
