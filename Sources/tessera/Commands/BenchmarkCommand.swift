import ArgumentParser
import Foundation
import TesseraKit

struct BenchmarkCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark",
    abstract: "Time training and segmentation on this machine.",
    discussion: """
      Trains a preset's network for a few steps on images made in memory, and tells the seconds that each image pair
      takes, where they go, the most memory held while training, and how fast the network segments. From the seconds
      follows how long a run will take: steps x pairs x seconds a pair.

        tessera benchmark --preset aerial
        tessera benchmark --preset potsdam-3 --pairs 4 --json
        tessera benchmark --kernels
        tessera benchmark --features dinov2-small.safetensors --size 518 --pairs 1

      Steps to warm up are left out; both heads are timed alike. For a comparison with PyTorch see tools/benchmark.
      """)

  @Option(help: ArgumentHelp("The preset to time; see `tessera presets`.", valueName: "name"))
  var preset = Preset.standard.name

  @Option(help: "Image pairs a step; by default 8, 4 with --kernels, or 1 with --features.")
  var pairs: Int?

  @Option(help: "Timed steps of each head, or repetitions with --kernels and --features.")
  var steps = 5

  @Flag(help: "Time the layers of the paper's network and the loss instead, each on its own.")
  var kernels = false

  @Option(
    help: ArgumentHelp(
      "Time k-means on the matrix of this safetensors file instead, once for each of --steps seeds.", valueName: "file")
  )
  var clustering: String?

  @Option(help: "Clusters of --clustering.")
  var clusters = 24

  @Option(
    help: ArgumentHelp(
      "Time the pretrained network of this safetensors file instead, on --pairs images at once.", valueName: "file"))
  var features: String?

  @Option(help: "Pixels along the images of --features.")
  var size = 512

  @Flag(help: "Print JSON in place of a table.")
  var json = false

  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    guard (1...4096).contains(pairs ?? 1) else { throw ValidationError("--pairs must be from 1 to 4096.") }
    guard (1...16_384).contains(size) else { throw ValidationError("--size must be from 1 to 16384.") }
    guard clusters > 0 else { throw ValidationError("--clusters must be at least 1.") }
    guard (1...10_000).contains(steps) else { throw ValidationError("--steps must be from 1 to 10000.") }
  }

  func run() throws {
    let context = compute.context
    if let clustering {
      let benchmark = try ClusteringBenchmark(contentsOf: clustering, clusters: clusters, starts: steps)
      let progress = ProgressReporter("clustering", unit: "starts", total: steps)
      try show(benchmark.run(context: context) { progress.update(done: $0) })
    } else if let features {
      let benchmark = try BackboneBenchmark(contentsOf: features, side: size, batch: pairs ?? 1, repetitions: steps)
      let progress = ProgressReporter("timing", unit: "runs", total: steps)
      try show(benchmark.run(context: context) { progress.update(done: $0) })
    } else if kernels {
      let benchmark = KernelBenchmark(pairs: pairs ?? 4, repetitions: steps)
      let progress = ProgressReporter("timing", unit: "kernels", total: benchmark.count)
      try show(benchmark.run(context: context) { progress.update(done: $0) })
    } else {
      let benchmark = try TrainingBenchmark(
        preset, configuration: Preset.named(preset).configuration, pairs: pairs ?? 8, steps: steps)
      let progress = ProgressReporter("timing", unit: "steps", total: benchmark.totalSteps)
      try show(benchmark.run(context: context) { progress.update(done: $0) })
    }
  }

  private func show(_ report: some Encodable & BenchmarkTable) throws {
    Console.standard.clear()
    guard json else { return print(report.table, terminator: "") }
    print(try JSONText.encode(report), terminator: "")
  }
}
