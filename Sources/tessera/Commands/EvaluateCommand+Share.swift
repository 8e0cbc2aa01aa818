import ArgumentParser
import Foundation
import TesseraKit

extension EvaluateCommand {
  /// Whether several processes can score together.
  var isShared: Bool { scoring.model == nil }

  /// Counts one share of the pairs, and under MPI scores all with what the other processes have counted.
  func count(
    _ share: Share, of pairing: FilePairing, failures: [FileFailure], meaning: LabelMeaning, naming: Naming?
  ) throws {
    let isAlone = Processes.share == nil
    if boundaries.tolerance != nil && naming == nil && matchOptions.match != .identity {
      throw ValidationError(
        "Boundaries of a share cannot be scored before the clusters of all shares have their classes: give these by "
          + "--matching, which reads the scores or names that were joined without --boundary, or by --match identity.")
    }
    if isAlone && (results.json == nil || results.given.contains { $0 != "--json" }) {
      throw ValidationError(
        "A share has counts and no scores: --json names the file for them, and `tessera merge` makes the tables of all."
      )
    }
    let display = EventDisplay()
    let part = try Tessera.evaluate(
      share, of: pairing.pairs, failures: failures, in: URL(filePath: masks), meaning: meaning,
      rule: matchOptions.match, naming: naming, boundaries: boundaries.tolerance, options: imageOptions.decoding,
      parallel: compute.parallel, report: { display.show($0) })
    display.end()
    guard isAlone else {
      let all = try Processes.gathered(part).map { (path: $0.path, part: PartFile.scores($0.part)) }
      return try ShareMerger(results: results).finish(Tessera.merge(all))
    }
    ShareOptions.tell(part.count + part.failures.count, share, of: pairing.pairs.count)
    if let json = results.json { try Console.write(JSONText.compact(part), to: json) }
    try Console.standard.finish(part.failures, task: "scored", of: part.count + part.failures.count, "pair")
  }
}
