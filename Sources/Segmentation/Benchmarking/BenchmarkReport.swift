import Basics
import Datasets
import Imaging
import NeuralNet

/// What a ``TrainingBenchmark`` has measured.
package struct BenchmarkReport: Codable, Hashable, Sendable {
  package let preset: String
  /// Image pairs a step.
  package let pairs: Int
  package let threads: Int
  /// Of training, by the wall clock, for each image pair.
  package let secondsPerPair: Double
  /// Where they go, in seconds for each image pair.
  package let parts: StepTiming
  /// What several processes exchange; nil for one.
  package let exchanges: Exchanges?
  /// The most memory the process held up to the end of training; 0 where the system does not tell.
  package let peakMemoryBytes: Int
  /// Megapixels of an image in memory that are segmented in a second.
  package let segmentMegapixelsPerSecond: Double

  /// What the first of several processes exchanges with the others in a training step.
  package struct Exchanges: Codable, Hashable, Sendable {
    package let processes: Int
    package let perStep: Double
    /// Bytes that the process gives to exchanges.
    package let bytesPerStep: Double
    /// Seconds of exchanges, the waiting for slower processes included.
    package let secondsPerStep: Double

    init(_ cost: ExchangeCost, steps: Int, context: ComputeContext) {
      processes = context.communicator.size
      perStep = Double(cost.count) / Double(steps)
      bytesPerStep = Double(cost.bytes) / Double(steps)
      secondsPerStep = cost.seconds / Double(steps)
    }
  }
}
