import ArgumentParser
import Foundation
import TesseraKit

struct PolygonsCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "polygons",
    abstract: "Write the regions of masks as polygons for GIS programs.",
    discussion: """
      All masks become one layer. A polygon is a connected part of one value and has the fields class (the value), name, \
      colour, image (the mask), area_m2 and perimeter_m, and with --probabilities the mean probability. Where the size of the \
      pixels on the ground is unknown, the fields are area_px and perimeter_px. Pixels without data (255, or 65535 in masks of \
      16 bits) become no polygon. A value that no file beside the masks names has an empty name.

        tessera polygons masks --output map.geojson
        tessera polygons masks --output map.geojson --min-area 20m2 --simplify 0.5

      An array job writes a file of each share, and `tessera merge` joins them:

        tessera polygons masks --output map-2.geojson --shard 2/8
        tessera merge map-*.geojson --output map.geojson

      Borders follow the sides of pixels. Coordinates are those of the map, or else columns and rows of pixels, rows counted \
      down. The file names the coordinate system by a crs member, unless it is WGS 84: RFC 7946 has dropped that member, but GDAL \
      and QGIS read it.

      --simplify leaves out corners whose triangles with their neighbours are smaller than the square of the given length. Two \
      regions keep one border between them, without gaps and overlaps. --min-size and --min-area leave regions out, and their \
      places empty; `tessera sieve` gives them to their neighbours.

      A mask is read in rows. Memory grows with the length of its borders, and not with its size.
      """)

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file for the polygons: .geojson, and in builds with GDAL also .gpkg and .shp.", valueName: "file.geojson"))
  var output: String

  @OptionGroup var regions: RegionOptions

  @Option(
    help: ArgumentHelp(
      "Simplify borders, in units of the map, or in pixels where there is no map.", valueName: "length"))
  var simplify: Double?

  @Option(
    help: ArgumentHelp(
      "Add the mean probability, from the masks of the same images that `tessera segment --format probability` has written.",
      valueName: "folder"))
  var probabilities: String?

  @Flag(help: "Replace the file if it is there already.")
  var overwrite = false

  @OptionGroup var sharing: ShareOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if let simplify, !(simplify > 0 && simplify.isFinite) {
      throw ValidationError("--simplify must be above 0, not \(simplify).")
    }
    if sharing.shard != nil { try ShareMerger.checkGeoJSON(output) }
  }

  func run() throws {
    var settings = PolygonSettings()
    (settings.connectivity, settings.minimum) = (regions.connectivity, regions.minimum)
    (settings.tolerance, settings.probabilities) = (simplify, probabilities.map { URL(filePath: $0) })
    let found = try selection.masks(masks)
    let (file, share) = (URL(filePath: output), try sharing.share)
    let display = EventDisplay()
    let outcome = try Tessera.polygons(
      found, at: URL(filePath: masks), settings, into: try partFile(of: file), replaces: overwrite || !isAlone,
      share: share, options: imageOptions.decoding, parallel: compute.parallel,
      report: { display.show($0) })
    display.end()
    if isAlone && outcome.masks > 0 { print(Console.polygons(outcome)) }
    let others = share.map { $0.index == $0.count } ?? true ? found.failures : []
    let failures = try joined(outcome.failures + others, into: file)
    try Console.standard.finish(failures, task: "traced", of: found.items.count + found.failures.count, "mask")
  }
}
