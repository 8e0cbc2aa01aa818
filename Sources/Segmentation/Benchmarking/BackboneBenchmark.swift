import Basics
import NeuralNet

/// Times a pretrained network on images of random values.
package struct BackboneBenchmark: Sendable {
  /// What has been measured.
  package struct Report: Codable, Hashable, Sendable {
    package let name: String
    /// Pixels along the images.
    package let side: Int
    /// Images at once.
    package let batch: Int
    package let threads: Int
    /// Of each repetition, in order.
    package let seconds: [Double]
    /// The most memory held while the network ran, weights included.
    package let peakMemoryBytes: Int
  }

  private let backbone: any Backbone
  private let side: Int
  private let batch: Int
  /// How often the network is timed, after one run that is not.
  package let repetitions: Int

  /// - Parameters:
  ///   - path: of the weights.
  ///   - side: pixels along the images; the next number that the network takes is used.
  /// - Throws: `BackboneError`, `SafetensorsError`, `FileAccessError`.
  package init(contentsOf path: String, side: Int, batch: Int, repetitions: Int) throws {
    let backbone = try BackboneFile(contentsOf: path).backbone
    let unit = TileGeometry.interpolated(backbone.usualStages.map { backbone.stages[$0].geometry }).alignment
    self.backbone = backbone
    self.side = (side + unit - 1) / unit * unit
    self.batch = batch
    self.repetitions = repetitions
  }

  /// - Parameter progress: is told after each repetition how many are done.
  package func run(context: ComputeContext, progress: (Int) -> Void = { _ in }) -> Report {
    let shape = Shape(batch: batch, height: side, width: side, channels: backbone.bands)
    var random = RandomSource(seed: 0)
    let images = Tensor(shape, values: (0..<shape.count).map { _ in random.normal() })
    let stages = backbone.usualStages
    _ = backbone.maps(images, stages: stages, context: context)
    PeakMemory.reset()
    let seconds = (0..<repetitions).map { repetition in
      let begin = ContinuousClock.now
      _ = backbone.maps(images, stages: stages, context: context)
      let seconds = (ContinuousClock.now - begin) / .seconds(1)
      progress(repetition + 1)
      return seconds
    }
    return Report(
      name: backbone.name, side: side, batch: batch, threads: context.threads, seconds: seconds,
      peakMemoryBytes: PeakMemory.bytes)
  }
}
