import Foundation
import TesseraKit

extension Console {
  /// Writes a result to a file; `-` is standard output.
  /// - Throws: `FileAccessError.unwritable`.
  static func write(_ text: String, to path: String) throws {
    if path == "-" {
      print(text, terminator: "")
    } else {
      try AtomicFile.write(text, to: URL(filePath: path))
    }
  }

  /// What a part of a whole run has made; nil for other events.
  static func line(_ event: Tessera.Event, of whole: Tessera.WholeRun) -> String? {
    switch event {
    case .trained(let model): trained(model, in: whole.model)
    case .taught(let model): taught(model, in: whole.taught)
    case .segmented(let done): segmented(done)
    case .painted(let done): outcome(done.folder, written: done.written, "overlay", skipped: 0)
    default: nil
    }
  }

  /// What a training has made.
  static func trained(_ model: SegmentationModel, in folder: RunFolder) -> String {
    "\(folder.url.path): a model of \(NumberText.count(model.classes, "class", "classes")) after "
      + NumberText.count(model.step, "step")
  }

  /// How a user gets from clusters to classes.
  static func nextStep(images: [String], model: String, in output: String) -> String {
    let paths = images.map(Shell.quoted).joined(separator: " ")
    let page = Shell.quoted(URL(filePath: output).appending(path: "page.html").relativePath)
    return
      "to give the clusters names, in a browser: tessera page \(paths) --model \(Shell.quoted(model)) --output \(page)"
  }

  /// What teaching has made, and how good it probably is.
  static func taught(_ model: SegmentationModel, in folder: RunFolder) -> String {
    guard let teaching = model.description.teaching else { return trained(model, in: folder) }
    var line =
      "\(folder.url.path): a model of \(NumberText.count(teaching.taught.count, "class", "classes")), taught by "
      + "\(NumberText.count(teaching.pixels, "pixel")) of \(NumberText.count(teaching.images, "image"))"
    if case .scores(_, let kinds) = model.description.features {
      line += "\nfeatures: \(kinds.map(\.rawValue).joined(separator: ", ")); penalty \(teaching.penalty)"
    }
    guard let estimate = teaching.estimate else {
      return line + "\nlabels of two images, or of two parts of one, would tell how good it is"
    }
    let left = estimate.isBetweenImages ? "labelled images" : "parts of the labelled image"
    return line
      + String(
        format: "\nestimate: pixel accuracy %.3f, mean IoU %.3f, by \(left) left out in turn", estimate.pixelAccuracy,
        estimate.meanIoU)
  }

  /// An image whose labels would help.
  static func suggested(_ suggestion: LabelSuggestion) -> String {
    let (columns, rows) = (suggestion.columns, suggestion.rows)
    return String(
      format: "label %@: doubt %.2f, most (%.2f) at columns %d to %d, rows %d to %d", suggestion.image.relativePath,
      suggestion.doubt, suggestion.doubtThere, columns.lowerBound, columns.upperBound - 1, rows.lowerBound,
      rows.upperBound - 1)
  }

  /// What a segmentation has made, and how many of the clusters or classes occur in the masks where not all of them do:
  /// `masks: 3 masks of 4 clusters` and `3 of 4 clusters occur in the masks`.
  static func segmented(_ done: Tessera.Segmented) -> String {
    let naming = done.naming.summary
    let line = outcome(done.masks.url, written: done.written, "mask", of: naming, skipped: done.skipped)
    guard let occurring = done.occurring, occurring < done.naming.classes.count else { return line }
    return "\(line)\n\(occurring) of \(naming) \(occurring == 1 ? "occurs" : "occur") in the masks"
  }

  /// What all shares of a segmentation have made.
  static func segmented(_ done: Tessera.Segmented, of all: FolderSummary) -> String {
    outcome(done.masks.url, written: all.written, "mask", of: done.naming.summary, skipped: all.skipped)
  }

  /// What grouping has made: a line for each cluster, and the scores where classes are known.
  static func grouped(_ done: Tessera.Grouped, in folder: URL) -> String {
    let groups = done.groups
    var text =
      groups.table + "\n\(folder.path): \(NumberText.count(groups.images.count, "image")) in "
      + "\(NumberText.count(groups.clusters, "cluster")); sheets has a picture of each\n"
    guard let scores = done.scores else {
      return text + "not scored: the images do not lie in two sub-folders or more, whose names would be the classes\n"
    }
    text += String(
      format: "accuracy %.4f, normalized mutual information %.4f, adjusted Rand index %.4f\n", scores.pixelAccuracy,
      scores.normalizedMutualInformation, scores.adjustedRandIndex)
    return text + "scored on \(NumberText.count(scores.images, "image")) of "
      + "\(NumberText.count(scores.perClass.count, "class", "classes")), each matched to one cluster\n"
  }

  /// What merging small regions has made: `smooth: 3 masks; 120 of 150 regions merged into others`.
  static func sieved(_ done: Tessera.Sieved) -> String {
    let counts = done.counts
    let line = outcome(done.masks.url, written: done.written, "mask", skipped: done.skipped)
    if done.written == 0 { return line }
    let merged = "\(line); \(counts.merged) of \(NumberText.count(counts.regions, "region")) merged into others"
    if counts.left == 0 { return merged }
    let stay = counts.left == 1 ? "has no neighbour and stays" : "have no neighbour and stay"
    return "\(merged)\n\(NumberText.count(counts.left, "small region")) \(stay)"
  }

  /// What masks have become, and where that is.
  static func converted(_ done: Tessera.Converted) -> String {
    "\(done.folder.path): \(NumberText.count(done.segments, "segment")) of \(NumberText.count(done.masks, "mask"))"
  }

  /// The polygons of each class as a table, and where they are.
  static func polygons(_ done: Tessera.Polygons) -> String {
    let unit = done.isMetric ? "area m2" : "area pixels"
    var rows = [["class", "polygons", unit]]
    for entry in done.classes {
      rows.append([entry.name, "\(entry.polygons)", NumberText.decimal(entry.area, done.isMetric ? 1 : 0)])
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row[0].padding(toLength: widths[0], withPad: " ", startingAt: 0)
        + (1..<3).map { String(repeating: " ", count: widths[$0] - row[$0].count + 2) + row[$0] }.joined()
    }
    return lines.joined(separator: "\n")
      + "\n\(done.file.path): \(NumberText.count(done.polygons, "polygon")) of \(NumberText.count(done.masks, "mask"))"
  }

  /// How many files of a kind are there now: `masks: 3 masks of 4 classes, 2 were there already`.
  static func outcome(_ folder: URL, written: Int, _ kind: String, of what: String? = nil, skipped: Int) -> String {
    "\(folder.path): \(NumberText.count(written, kind))" + (what.map { " of \($0)" } ?? "")
      + (skipped > 0 ? ", \(skipped) \(skipped == 1 ? "was" : "were") there already" : "")
  }
}
