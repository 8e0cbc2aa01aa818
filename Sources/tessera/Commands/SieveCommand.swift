import ArgumentParser
import Foundation
import TesseraKit

struct SieveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sieve",
    abstract: "Merge the small regions of masks into their neighbours.",
    discussion: """
      A region is a connected part of one value. Afterwards no region is smaller than --min-size pixels, unless it has no \
      neighbour. The smallest region comes first and goes to the neighbour with the longest common border. Of equal neighbours \
      the larger one gets it, then the one of the lower value. Pixels without data (255, or 65535 in masks of 16 bits) stay, and \
      nothing is merged into them.

        tessera sieve masks --output smooth --min-size 50
        tessera sieve masks --output smooth --min-area 20m2

      The masks keep their values and colours. The names and colours (names.json, classes.csv, classes.qml) and what places a \
      mask on Earth (.pgw, .prj, .aux.xml) go along. `tessera segment --min-region` does the same while it writes masks.

      A mask is read in rows. Memory grows with the number of regions, by about 130 bytes each, and not with the size of the mask. \
      GDAL's gdal_sieve.py gives a small region to the largest neighbour, and not to that with the longest border.
      """)

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the masks without small regions.", valueName: "folder"))
  var output: String

  @OptionGroup var regions: RegionOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var summary: SummaryOptions
  @OptionGroup var compute: ComputeOptions
  @OptionGroup var existing: ExistingOptions

  func validate() throws {
    if regions.minimum == nil { throw ValidationError("Give --min-size PIXELS, or --min-area AREA such as 50m2.") }
  }

  func run() throws {
    guard let minimum = regions.minimum else { return }
    let folder = URL(filePath: output)
    let found = try selection.masks(masks, excluding: folder)
    let display = EventDisplay()
    let outcome = try Tessera.sieve(
      found, at: URL(filePath: masks), with: Sieve(minimum, connectivity: regions.connectivity), into: folder,
      existing: existing.existing, options: imageOptions.decoding, parallel: compute.parallel,
      report: { display.show($0) })
    display.end()
    let failures = outcome.failures + found.failures
    try summary.finish(
      FolderSummary(
        output: folder, written: outcome.written, skipped: outcome.skipped, failures: failures.map(\.remedied),
        warnings: display.warnings),
      line: Console.sieved(outcome), failures: failures, task: "worked on",
      of: found.items.count + found.failures.count)
  }
}
