import ArgumentParser
import Foundation
import TesseraKit

extension AreasCommand {
  /// Whether several processes can measure together.
  var isShared: Bool { areas.sample == nil && areas.labels == nil }

  /// - Throws: `ValidationError` for what one share cannot have, and for what a share alone can have.
  func validateShare() throws {
    if sharing.shard == nil {
      guard results.json == nil else { throw ValidationError("--json writes what a share has; it goes with --shard.") }
      return
    }
    if !isShared { throw ValidationError("--sample and --labels correct the areas of all masks; leave out --shard.") }
    guard results.json != nil, results.csv == nil, results.markdown == nil, !results.perImage else {
      throw ValidationError(
        "A share has only a part of the areas: --json names the file for it, and `tessera merge` makes the tables of all."
      )
    }
  }

  /// Writes what a share has, and under MPI the areas of all masks.
  /// - Parameter others: what of the folders cannot be used. The last share has it.
  func finish(_ part: PartHeader, _ measured: Tessera.Areas, failures others: [FileFailure]) throws {
    let share = Share(index: part.share, count: part.shares)
    let failures = measured.failures + (share.index == share.count ? others : [])
    let areas = AreasPart(part, measured.table, failures: failures)
    guard let json = results.json, Processes.share == nil else {
      let parts = try Processes.gathered(areas)
      let table = try AreasPart.joined(parts)
      if Processes.isFirst { try results.write(Tessera.Areas(table)) }
      let all = parts.flatMap(\.part.failures)
      return try Console.standard.finish(all, task: "measured", of: table.images.count + all.count, "mask")
    }
    let count = measured.table.images.count + measured.failures.count
    ShareOptions.tell(count, share, of: part.files)
    try Console.write(JSONText.compact(areas), to: json)
    try Console.standard.finish(failures, task: "measured", of: count + others.count, "mask")
  }
}
