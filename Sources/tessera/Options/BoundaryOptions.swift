import ArgumentParser
import TesseraKit

/// Whether boundaries are scored, as told on the command line.
struct BoundaryOptions: ParsableArguments {
  @Flag(
    help: "Score boundaries too; reads the files a second time. Borders that labels ignore have no boundaries to score."
  )
  var boundary = false

  @Option(
    help: ArgumentHelp(
      "Pixels that boundaries may lie apart; implies --boundary. 0.75 % of each image's diagonal unless given.",
      valueName: "pixels"))
  var boundaryTolerance: Double?

  func validate() throws {
    if let boundaryTolerance, !(0...10_000).contains(boundaryTolerance) {
      throw ValidationError("--boundary-tolerance must be from 0 to 10000 pixels, not \(boundaryTolerance).")
    }
  }

  /// How near boundaries must lie; nil where they are not scored.
  var tolerance: BoundaryTolerance? {
    boundaryTolerance.map(BoundaryTolerance.pixels) ?? (boundary ? .standard : nil)
  }
}
