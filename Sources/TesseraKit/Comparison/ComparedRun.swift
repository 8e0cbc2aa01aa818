import Basics
import Datasets
import Segmentation

/// What one method has reached with one seed.
public struct ComparedRun: Codable, Hashable, Sendable {
  /// Pixel accuracy and mean IoU, 0...1.
  public struct Score: Codable, Hashable, Sendable {
    /// The part of the pixels that have the right class.
    public let accuracy: Double
    /// The mean over the classes of the intersection over the union.
    public let meanIoU: Double

    init(_ scores: Scores) {
      accuracy = scores.pixelAccuracy
      meanIoU = scores.meanIoU
    }
  }

  /// The method and what it differs in from its standard settings, such as `kmeans:features=colour`.
  public let method: String
  /// The seed of the run.
  public let seed: UInt64
  /// Training steps taken.
  public let steps: Int
  /// Seconds of training.
  public let seconds: Double
  /// The most memory that the process held while training, in bytes; 0 where the system does not tell.
  public let peakMemoryBytes: Int
  /// The masks that the model makes unless told otherwise, clusters matched one-to-one.
  public let classes: Score
  /// The overclusters, each taken for the class that it meets most; nil where the model has none.
  public let overclusters: Score?
  /// A linear classifier of the features that has learned from every second labelled image, on the other images; nil where there
  /// is one labelled image.
  public let probe: Score?
  /// Tells the settings, the images and the labels of the run from others; nil in runs of earlier versions.
  let conditions: String?
}
