import Foundation
import TesseraKit

/// Measurements as a table for people.
protocol BenchmarkTable {
  var table: String { get }
}

extension BenchmarkReport: BenchmarkTable {
  var table: String {
    let rows = [
      ("forward", parts.forward), ("loss", parts.loss), ("backward", parts.backward), ("optimizer", parts.optimizer),
      ("waiting for data", parts.data),
    ]
    var lines = [
      "\(preset), \(NumberText.count(pairs, "pair")) a step, \(NumberText.count(threads, "thread"))", "",
      line("", "seconds a pair", "share"),
    ]
    for (name, seconds) in rows {
      lines.append(line(name, digits(seconds, 4), digits(100 * seconds / secondsPerPair, 1) + " %"))
    }
    lines.append(line("all", digits(secondsPerPair, 4), "100.0 %"))
    lines.append("")
    if let exchanges {
      lines.append(
        "\(exchanges.processes) processes exchange      \(digits(exchanges.bytesPerStep / 1e6, 2)) MB a step, in "
          + "\(digits(exchanges.perStep, 0)) exchanges and \(digits(exchanges.secondsPerStep, 4)) s")
    }
    lines.append("peak memory of training  \(peakMemoryBytes >> 20) MiB")
    lines.append("segmentation             \(digits(segmentMegapixelsPerSecond, 2)) megapixels a second")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension KernelBenchmark.Report: BenchmarkTable {
  var table: String {
    let width = kernels.map(\.name.count).max() ?? 0
    var lines = [
      "seconds an image (a pair for the loss), \(pairs) at a time, \(NumberText.count(threads, "thread"))", "",
    ]
    lines.append(line("", "forward", "backward", "both", width: width))
    for kernel in kernels {
      lines.append(
        line(
          kernel.name, kernel.forward.map { digits($0, 4) } ?? "-", kernel.backward.map { digits($0, 4) } ?? "-",
          digits(kernel.seconds, 4), width: width))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ClusteringBenchmark.Report: BenchmarkTable {
  var table: String {
    var lines = [
      "\(rows) x \(columns), \(clusters) clusters, \(NumberText.count(threads, "thread"))", "",
      line("", "seconds", "inertia", "iterations"),
    ]
    for (index, seconds) in seconds.enumerated() {
      lines.append(line("seed \(index)", digits(seconds, 3), digits(inertias[index], 0), "\(iterations[index])"))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension BackboneBenchmark.Report: BenchmarkTable {
  var table: String {
    var lines = [
      "\(name), \(NumberText.count(batch, "image")) of \(side) x \(side), \(NumberText.count(threads, "thread"))", "",
      line("", "seconds", "an image"),
    ]
    let sorted = seconds.sorted()
    for (label, value) in [("least", sorted[0]), ("median", sorted[sorted.count / 2])] {
      lines.append(line(label, digits(value, 4), digits(value / Double(batch), 4)))
    }
    lines += ["", "peak memory  \(peakMemoryBytes >> 20) MiB"]
    return lines.joined(separator: "\n") + "\n"
  }
}

private func line(_ name: String, _ columns: String..., width: Int = 18) -> String {
  name.padding(toLength: width, withPad: " ", startingAt: 0)
    + columns.map { String(repeating: " ", count: max(2, 16 - $0.count)) + $0 }.joined()
}

private func digits(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
