import ArgumentParser
import Foundation
import Segmentation

/// How masks are stored, as told on the command line.
struct EncodingOptions: ParsableArguments {
  @Option(
    help: """
      How masks are stored: index (a palette PNG of one number a pixel), color (an RGB PNG), or probability (a grey PNG \
      for each cluster or class, 0 for impossible to 255 for certain, its number before the extension: tile.0.png).
      """)
  var format = MaskEncoding.Format.index

  @Option(
    help: ArgumentHelp(
      "Write classes instead of clusters, as these scores of labelled images (evaluate --json) match them.",
      valueName: "scores.json"))
  var matching: String?

  @Flag(help: "With --matching, write the numbers that the data set's label files have, such as Cityscapes ids.")
  var labelIds = false

  func validate() throws {
    if labelIds && matching == nil { throw ValidationError("--label-ids needs --matching.") }
    if labelIds && format != .index { throw ValidationError("--label-ids goes with --format index.") }
  }

  /// - Parameter clusters: of the model's head.
  func encoding(clusters: Int) throws -> MaskEncoding {
    guard let matching else { return MaskEncoding(clusters: clusters, format: format) }
    return try MaskEncoding(
      Scores(contentsOf: URL(filePath: matching)), clusters: clusters, format: format, labelIds: labelIds)
  }
}

extension MaskEncoding.Format: ExpressibleByArgument {}
