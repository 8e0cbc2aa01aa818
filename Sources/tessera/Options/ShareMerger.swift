import ArgumentParser
import Foundation
import TesseraKit

/// Writes what the shares of a task are together, as the command over all files writes it.
struct ShareMerger {
  var results: ScoreOutputOptions?
  /// The joined file of any kind; nil where none is asked for.
  var output: String?
  /// Of areas; nil for the unit that suits them.
  var unit: AreaUnit?

  /// Writes the results. Where processes work together the first alone does so.
  /// - Throws: `ExitCode` where files failed in any share.
  func finish(_ merged: Tessera.Merged) throws {
    if Processes.isFirst { try write(merged) }
    let failures = failures(of: merged)
    try Console.standard.finish(failures.list, task: failures.task, of: failures.total, "file")
  }

  /// - Throws: `ValidationError` for a name that does not end in .geojson or .json.
  static func checkGeoJSON(_ output: String) throws {
    guard ["geojson", "json"].contains(URL(filePath: output).pathExtension.lowercased()) else {
      throw ValidationError("Shares of polygons are joined as GeoJSON; give --output a name in .geojson.")
    }
  }

  /// - Throws: `ValidationError` for options that are about other kinds of results.
  private func check(allowed: Set<String>, for kind: String) throws {
    if let stranger = results?.given.first(where: { !allowed.contains($0) }) {
      throw ValidationError("\(stranger) is not for \(kind), which the files hold.")
    }
  }

  private func write(_ merged: Tessera.Merged) throws {
    switch merged {
    case .scores(let outcome, let naming):
      if let output { try Console.write(outcome.scores.json(), to: output) }
      try results?.write(outcome, naming: naming ?? outcome.scores.naming, printsTable: output != "-")
    case .summary(let summary):
      try check(allowed: ["--json"], for: "summaries")
      let targets = [output, results?.json].compactMap { $0 }
      if !targets.contains("-") {
        let folder = URL(filePath: summary.output)
        print(Console.outcome(folder, written: summary.written, "file", skipped: summary.skipped))
      }
      for target in targets { try Console.write(summary.json(), to: target) }
    case .groups(let groups, _):
      try check(allowed: [], for: "groups")
      if let output, output != "-" { print(groups.table, terminator: "") }
      try Console.write(groups.csv, to: output ?? "-")
    case .areas(let table, _):
      try check(allowed: ["--markdown"], for: "areas")
      if output != "-" && results?.markdown != "-" { print(table.text(unit: unit), terminator: "") }
      if let output { try Console.write(table.csv(unit: unit), to: output) }
      if let markdown = results?.markdown { try Console.write(table.markdown(unit: unit), to: markdown) }
    case .polygons(let parts):
      try check(allowed: [], for: "polygons")
      guard let output, output != "-" else { throw ValidationError("--output names the file for the joined polygons.") }
      try Self.checkGeoJSON(output)
      let count = try PolygonsPart.join(parts, to: URL(filePath: output))
      print("\(output): \(NumberText.count(count, "polygon")) of \(NumberText.count(parts.count, "share"))")
    }
  }

  private func failures(of merged: Tessera.Merged) -> (list: [FileFailure], task: String, total: Int) {
    switch merged {
    case .scores(let outcome, _): (outcome.failures, "scored", outcome.images.count + outcome.failures.count)
    case .summary(let summary):
      (
        summary.failures.map { FileFailure(path: $0.path, reason: $0.reason) }, "worked on",
        summary.written + summary.skipped + summary.failures.count
      )
    case .groups(let groups, let failures): (failures, "grouped", groups.images.count + failures.count)
    case .areas(let table, let failures): (failures, "measured", table.images.count + failures.count)
    case .polygons: ([], "traced", 0)
    }
  }
}
