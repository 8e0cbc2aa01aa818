import ArgumentParser
import Foundation
import TesseraKit

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model as an ONNX file, which other programs run.",
    discussion: """
      The file holds the network with its weights, and all that is done to the pixels before and to the features after: \
      stretching, resizing, derivatives, mirroring at the borders, softmax, joining of clusters. Its input is \
      [images, channels, height, width] with values from 0 to 1, as bytes divided by 255 are. Its output is the probability \
      of each class at each pixel, [images, classes, height, width]. ONNX Runtime and other programs run it, and so does \
      Deepness, a plugin of QGIS, which finds class names, tile size and resolution in the file.

        tessera export run --output model.onnx
        tessera export run --output model.onnx --names names.json --resolution 5 --tile 512

      The masks are those of `tessera segment --smoothing 0`: smoothing by the image's edges is no part of the network. Nor \
      are flips, the merging of small regions, and pixels without data.
      """)

  @Argument(help: ArgumentHelp("A trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "model.onnx"))
  var output: String

  @Option(
    help: """
      Which map to write: main, overclustering, merged or another of the model; by default the one that masks show.
      """)
  var head: String?

  @Option(
    help: ArgumentHelp(
      "Write the classes that this file gives to the clusters, as `tessera segment --names` does.",
      valueName: "names.json"))
  var names: String?

  @Option(
    help: ArgumentHelp(
      """
      Write a graph for images of this width and height alone. Vision transformers need it; other models take images of \
      any size by default.
      """, valueName: "pixels"))
  var tile: Int?

  @Option(
    help: ArgumentHelp(
      "Say in the file how many centimetres a pixel of the training images covers on the ground.", valueName: "cm"))
  var resolution: Double?

  @Option(help: "Expect images that are resized by this factor first; by default as the model was trained.")
  var scale: Float?

  @Flag(help: "Replace the file if it is there already.")
  var overwrite = false

  func run() throws {
    let trained = try SegmentationModel(contentsOf: URL(filePath: model))
    let naming = try names.map { try Naming(contentsOf: URL(filePath: $0)) }
    let named = naming?.map.flatMap { trained.description.map(named: $0)?.name }
    let export = try ONNXExport(
      try scale.map(trained.scaled) ?? trained, map: head ?? named, naming: naming, namingPath: names ?? "", tile: tile,
      resolution: resolution)
    try Tessera.export(export, to: URL(filePath: output), replaces: overwrite)
    print("\(output): \(export.summary)")
    print("input: \(export.inputText)")
    if let note = export.smoothingNote {
      Console.standard.note("\(note); `tessera segment --smoothing 0` gives the masks of the file")
    }
  }
}
