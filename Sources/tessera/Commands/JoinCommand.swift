import ArgumentParser
import Foundation
import TesseraKit

struct JoinCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "join",
    abstract: "Join masks of one class each to label maps.",
    discussion: """
      Some tools export a mask for each class: white where the class is, black elsewhere. Joined, they are label maps that \
      all commands read. The masks of a class lie in a folder of its name (road/a.png, car/a.png), or have the names that \
      Label Studio gives (task-3-annotation-7-by-1-tag-road-0.png). The output folder gets a PNG for each image, with 0 \
      where no mask shows a class, and classes.yaml with the names of the values.

        tessera join class-masks --output labels
        tessera evaluate masks labels --classes-file labels/classes.yaml

      The masks of Label Studio do not have the names of their images. Its export as JSON has them:

        tessera join export --tasks export.json --output labels
      """)

  @Argument(help: "Folder of the masks.")
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the labels.", valueName: "folder"))
  var output: String

  @Option(help: ArgumentHelp("Label Studio's export as JSON, for the names of the images.", valueName: "export.json"))
  var tasks: String?

  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var existing: ExistingOptions
  @OptionGroup var compute: ComputeOptions

  func run() throws {
    let folder = URL(filePath: output)
    let found = try ImageFolder([masks], excluding: folder)
    Console.standard.report(found)
    let joining = try ClassMasks(
      found, path: masks, tasks: tasks.map { try LabelStudioTasks(contentsOf: URL(filePath: $0)) })
    let display = EventDisplay()
    let joined = try Tessera.join(
      joining, into: folder, existing: existing.existing, options: imageOptions.decoding,
      parallel: compute.parallel, report: { display.show($0) })
    display.end()
    let names = joined.classes.classes.map(\.name).joined(separator: ", ")
    print(
      "\(folder.path): \(NumberText.count(joined.written, "label")) of "
        + "\(NumberText.count(joined.classes.classes.count, "class", "classes")): \(names)")
    try Console.standard.finish(
      joined.failures + found.failures, task: "joined", of: joining.scenes.count + found.failures.count)
  }
}
