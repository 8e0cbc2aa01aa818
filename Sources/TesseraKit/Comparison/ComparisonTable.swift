import Basics

/// Runs of several methods as one table.
public struct ComparisonTable: Sendable {
  /// The runs, a row of the table each.
  public let runs: [ComparedRun]

  /// A table of the runs.
  public init(_ runs: [ComparedRun]) { self.runs = runs }

  private static let header = [
    "method", "seeds", "minutes", "steps", "memory, MiB", "classes", "overclusters", "linear probe",
  ]

  /// A row for each method, in the order of the runs: the mean over seeds of accuracy and mean IoU, and half the spread of the
  /// mean IoU between the least and the greatest seed.
  public var markdown: String {
    let methods = runs.map(\.method).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let rows = methods.map { method in
      let own = runs.filter { $0.method == method }
      return [
        method, "\(own.count)", NumberText.decimal(mean(own.map { $0.seconds / 60 }), 2),
        NumberText.decimal(mean(own.map { Double($0.steps) }), 0),
        NumberText.decimal(mean(own.map { Double($0.peakMemoryBytes) / 1_048_576 }), 0),
        cell(own.map(\.classes)), cell(own.compactMap(\.overclusters)), cell(own.compactMap(\.probe)),
      ]
    }
    let lines = [Self.header, Self.header.map { _ in "---" }] + rows
    return lines.map { "| \($0.joined(separator: " | ")) |\n" }.joined()
  }

  /// A line for each run.
  public var csv: String {
    var text =
      "method,seed,steps,seconds,peak_memory_bytes,accuracy,mean_iou,overclusters_accuracy,overclusters_mean_iou,"
      + "probe_accuracy,probe_mean_iou\n"
    for run in runs {
      let scores = [run.classes, run.overclusters, run.probe].flatMap { score in
        [score?.accuracy, score?.meanIoU].map { $0.map { NumberText.decimal($0, 6) } ?? "" }
      }
      let fields = [
        CSV.quoted(run.method), "\(run.seed)", "\(run.steps)", NumberText.decimal(run.seconds, 2),
        "\(run.peakMemoryBytes)",
      ]
      text += (fields + scores).joined(separator: ",") + "\n"
    }
    return text
  }

  private func cell(_ scores: [ComparedRun.Score]) -> String {
    guard !scores.isEmpty else { return "" }
    let overlaps = scores.map(\.meanIoU)
    let half = ((overlaps.max() ?? 0) - (overlaps.min() ?? 0)) / 2
    let text =
      "\(NumberText.decimal(mean(scores.map(\.accuracy)), 3)), \(NumberText.decimal(mean(overlaps), 3))"
    return scores.count > 1 ? "\(text) ± \(NumberText.decimal(half, 3))" : text
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}
