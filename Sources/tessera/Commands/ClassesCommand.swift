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

      A file can be as short as this; `values` and `ignore` may be left out where they are as here:

        classes:
          - name: building
            colours: ["#0000ff"]
            values: [0]
        ignore:
          values: [255]

      Commands read files of other tools too, by their contents: labelmap.txt of CVAT, _classes.csv of Roboflow, labels.txt \
      of labelme, a data set of mmsegmentation in Python, the labelling configuration and JSON export of Label Studio, \
      categories of COCO, meta.json of Supervisely, a CSV with names and colours (name,r,g,b), lines of colours and names, \
      or a list of names, numbered from 0. To see how one is read, or to change it, print it:

        tessera classes labelmap.txt > mine.yaml
      """)

  @Argument(help: "The data set to print, or a file of classes.")
  var name: String?

  func run() throws {
    if let name {
      let file = URL(filePath: name)
      if !ClassTable.builtInNames.contains(name), FileManager.default.fileExists(atPath: file.path) {
        print(try ClassTable(contentsOf: file).yaml(), terminator: "")
      } else {
        print(try BuiltInClasses.named(name).yaml(), terminator: "")
      }
      return
    }
    let width = BuiltInClasses.all.map(\.name.count).max() ?? 0
    for classes in BuiltInClasses.all {
      print(classes.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + classes.summary)
    }
  }
}
