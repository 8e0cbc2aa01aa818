import ArgumentParser
import Foundation
import TesseraKit

struct ClassesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classes",
    abstract: "List the data sets whose classes are known, or print the classes of one.",
    discussion: """
      What is printed is a file of classes, a start for one of your own: names, the colours and values that mean each \
      class in label files, and those to ignore. Give one class several values or colours to merge them.

        tessera classes
        tessera classes potsdam > mine.yaml
        tessera evaluate masks labels --classes-file mine.yaml
      """)

  @Argument(help: "The data set to print.")
  var name: String?

  func run() throws {
    if let name {
      print(try BuiltInClasses.named(name).yaml(), terminator: "")
      return
    }
    let width = BuiltInClasses.all.map(\.name.count).max() ?? 0
    for classes in BuiltInClasses.all {
      print(classes.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + classes.summary)
    }
  }
}
