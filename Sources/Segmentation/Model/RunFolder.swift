import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// The files of one training run.
public struct RunFolder: Hashable, Sendable {
  /// Where the folder is. It need not exist yet.
  public let url: URL

  /// The folder of a run.
  public init(_ url: URL) { self.url = url }

  /// The weights to segment with.
  public var model: URL { url.appending(path: "model.safetensors") }
  /// The resolved configuration.
  public var configuration: URL { url.appending(path: "config.yaml") }
  /// One line a step.
  public var metrics: URL { url.appending(path: "metrics.csv") }
  /// Loss curves.
  public var curves: URL { url.appending(path: "training.svg") }
  /// Everything needed to go on training.
  public var checkpoint: URL { url.appending(path: "checkpoint.safetensors") }
  /// What a pretrained network sees of the views of some steps, while a training that reads them goes on.
  public var views: URL { url.appending(path: "views") }
  /// The weights that had the lowest running loss of the main head when they were saved.
  public var best: URL { url.appending(path: "best.safetensors") }
}
