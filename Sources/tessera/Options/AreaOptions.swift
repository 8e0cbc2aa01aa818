import ArgumentParser
import Foundation
import TesseraKit

/// What areas are told by, as told on the command line.
struct AreaOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Raster of zones of the mask's size, one value a pixel (255 for none, 65535 in files of 16 bits), or a folder of them \
      that pair with the masks by name: adds a table of zones by classes.
      """, valueName: "file or folder"))
  var zones: String?

  @Option(help: ArgumentHelp("File with the names of the zones' values, such as a CSV value,name.", valueName: "file"))
  var zoneNames: String?

  @Option(
    help: ArgumentHelp(
      """
      Sample points with the true class of each, to correct areas by: a CSV with columns x, y (in the coordinates of the \
      masks) or image, column, row (from 0), and class (a name or value of the masks).
      """, valueName: "file.csv"))
  var sample: String?

  @Option(
    help: ArgumentHelp(
      "Label maps to take as the sample instead, dense or sparse; pixels of 255 are not in it.", valueName: "folder"))
  var labels: String?

  @Option(
    name: [.customLong("names"), .customLong("matching")],
    help: ArgumentHelp(
      """
      Measure the classes that this file gives to clusters: names saved in the page of `tessera page`, or made by `tessera \
      evaluate` with --names or --json.
      """, valueName: "names.json"))
  var matching: String?

  func validate() throws {
    if sample != nil && labels != nil {
      throw ValidationError("--sample and --labels both give a sample; give one of them.")
    }
    if zoneNames != nil && zones == nil { throw ValidationError("--zone-names names the zones of --zones; give both.") }
  }

  var names: (naming: Naming, path: String)? {
    get throws { try matching.map { (try Naming(contentsOf: URL(filePath: $0)), $0) } }
  }

  var namesOfZones: ClassTable? {
    get throws { try zoneNames.map { try ClassTable(contentsOf: URL(filePath: $0)) } }
  }

  /// The masks with the rasters of their zones; nil where no zones are asked for.
  func zones(of masks: ImageFolder, path: String) throws -> (
    pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], failures: [FileFailure]
  )? {
    guard let zones else { return nil }
    let found = try ImageFolder([zones])
    Console.standard.report(found)
    // One mask and one raster belong together, whatever their names are.
    if masks.items.count == 1, found.isOneFile { return ([(masks.items[0], found.items[0])], []) }
    try found.checkStems()
    let pairing = try FilePairing(masks, found, firstPath: path, secondPath: zones)
    Console.standard.report(pairing, first: "mask", second: "zone raster")
    return (pairing.pairs, pairing.failures)
  }
}

/// The unit of areas, as told on the command line.
enum AreaUnitOption: String, CaseIterable, ExpressibleByArgument {
  case auto, m2, ha, km2

  /// Nil for the one that suits the areas.
  var unit: AreaUnit? { AreaUnit(rawValue: rawValue) }
}
