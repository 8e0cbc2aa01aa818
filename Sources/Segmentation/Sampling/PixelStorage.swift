import Foundation

/// Where the decoded pixels of training images are kept.
public struct PixelStorage: Hashable, Sendable {
  /// Bytes of decoded pixels that stay in memory.
  public var memory = TrainingImages.defaultMemoryBudget
  /// The folder of the pixels of other images; nil for one in the folder of the run.
  public var folder: URL?
  /// Whether the folder stays when the training is done.
  public var isKept = false

  /// The usual limit of memory, and a folder that goes when the training is done.
  public init() {}
}
