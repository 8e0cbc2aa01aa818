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
  /// The most memory the process held up to the end of training; 0 where the system does not tell.
  package let peakMemoryBytes: Int
  /// Megapixels of an image in memory that are segmented in a second.
  package let segmentMegapixelsPerSecond: Double
}
