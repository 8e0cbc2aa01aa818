import ArgumentParser
import Foundation
import TesseraKit

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join what the shares of an array job have written.",
    discussion: """
      The files tell what they hold. Those of all shares of one task are given, in any order:

      - evaluate --shard I/N --json FILE: counts. Merged, they give the scores of all pairs, clusters being matched to classes by \
      the counts of all. --json (or --output), --markdown, --per-image, --per-class and --names write what evaluate writes.
      - segment --shard I/N --json FILE: summaries. --json (or --output) writes that of all images.
      - group --model --shard I/N --output FOLDER: groups-I-of-N.json. --output writes groups.csv.
      - areas --shard I/N --json FILE: areas. --output writes the CSV, and --markdown the tables.
      - polygons --shard I/N --output FILE.geojson: polygons. --output writes the GeoJSON of all.

        tessera merge part-*.json --json scores.json
        tessera merge map-*.geojson --output map.geojson

      The result is that of one command over all files, byte for byte. Shares that are missing or there twice, and shares of \
      other files, classes or settings, are refused by name. The exit code is 1 where a share has listed files that failed. \
      Files of polygons list none.
      """)

  @Argument(help: "The files of all shares.")
  var parts: [String]

  @Option(name: .shortAndLong, help: ArgumentHelp("Write what the shares are together; - for standard output."))
  var output: String?

  @Option(help: "Unit of areas: m2, ha, km2, or auto for the one that suits the whole area.")
  var unit = AreaUnitOption.auto

  @OptionGroup(title: "Results") var results: ScoreOutputOptions

  func run() throws {
    let merged = try Tessera.merge(parts.map { URL(filePath: $0) })
    try ShareMerger(results: results, output: output, unit: unit.unit).finish(merged)
  }
}
