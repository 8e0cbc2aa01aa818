import Basics
import Datasets
import Imaging
import NeuralNet

/// What a ``TrainingBenchmark`` has measured.
public struct BenchmarkReport: Codable, Hashable, Sendable {
  public let preset: String
  /// Image pairs a step.
  public let pairs: Int
  public let threads: Int
  /// Of training, by the wall clock, for each image pair.
  public let secondsPerPair: Double
  /// Where they go, in seconds for each image pair.
  public let parts: StepTiming
  /// The most memory the process held up to the end of training; 0 where the system does not tell.
  public let peakMemoryBytes: Int
  /// Megapixels of an image in memory that are segmented in a second.
  public let segmentMegapixelsPerSecond: Double
}
