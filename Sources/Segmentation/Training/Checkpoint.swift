import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// What a training run needs to go on exactly: weights, statistics, optimizer moments and counters, in one
/// safetensors file.
public struct Checkpoint: Sendable {
  static let momentPrefix = "optimizer."
  static let format = "tessera-checkpoint-1"

  /// Seconds of training behind it.
  public var seconds: Double
  /// Lowest running loss of the main head at an earlier save.
  public var bestLoss: Double
  /// What was trained on, as `TrainingImages/summary` tells it; nil when unknown.
  public var images: String?
  var file: SafetensorsFile

  /// What `trainer` is now.
  public init(_ trainer: Trainer, seconds: Double, bestLoss: Double = .infinity, images: String? = nil) throws {
    self.seconds = seconds
    self.bestLoss = bestLoss
    self.images = images
    file = SafetensorsFile(
      metadata: [
        "format": Self.format, "step": "\(trainer.step)", "seconds": "\(seconds)",
        "bestLoss": "\(bestLoss)",
        "subheadLosses": String(
          decoding: try JSONEncoder().encode(trainer.subheadLosses.mapKeys(\.rawValue)), as: UTF8.self),
      ],
      tensors: trainer.state.parameters.namedTensors().merging(trainer.state.statistics.namedTensors()) { a, _ in a })
    file.metadata["images"] = images
    for (name, moment) in trainer.optimizer.moments { file.tensors[Self.momentPrefix + name] = moment }
  }

  /// - Throws: `SafetensorsError`, ``TrainingError/checkpointMismatch(path:reason:)``.
  public init(contentsOf url: URL) throws {
    file = try SafetensorsFile(contentsOf: url.path)
    guard file.metadata["format"] == Self.format, let seconds = file.metadata["seconds"].flatMap(Double.init) else {
      throw TrainingError.checkpointMismatch(
        path: url.path, reason: "is not a checkpoint of a training run; leave out --resume to begin anew")
    }
    self.seconds = seconds
    bestLoss = file.metadata["bestLoss"].flatMap(Double.init) ?? .infinity
    images = file.metadata["images"]
  }

  /// - Throws: FileAccessError.unwritable.
  public func write(to url: URL) throws { try file.write(to: url.path) }

  /// Puts `trainer` where the checkpoint's was.
  /// - Throws: `SafetensorsError` when it is of another network, ``TrainingError/checkpointMismatch(path:reason:)`` when
  ///   it is of another optimizer.
  public func restore(_ trainer: inout Trainer, path: String) throws {
    try trainer.state.parameters.load(file.tensors, path: path)
    try trainer.state.statistics.load(file.tensors, path: path)
    for (name, twin) in trainer.optimizer.moments {
      guard let moment = file.tensors[Self.momentPrefix + name], moment.shape == twin.shape else {
        throw TrainingError.checkpointMismatch(
          path: path, reason: "holds no \(name) for this optimizer; resume with the configuration it was made with")
      }
      guard moment.withUnsafeBuffer({ $0.allSatisfy(\.isFinite) }) else {
        throw SafetensorsError.notFinite(path: path, name: Self.momentPrefix + name)
      }
      trainer.optimizer.moments[name] = moment
    }
    guard let step = file.metadata["step"].flatMap(Int.init), step >= 0,
      let losses = file.metadata["subheadLosses"],
      let decoded = try? JSONDecoder().decode([String: [Double]].self, from: Data(losses.utf8))
    else { throw TrainingError.checkpointMismatch(path: path, reason: "has lost its counters; begin anew") }
    trainer.optimizer.stepCount = step
    for (name, values) in decoded {
      if let head = SegmentationNetwork.Head(rawValue: name) { trainer.subheadLosses[head] = values }
    }
  }
}

extension Dictionary {
  fileprivate func mapKeys<Other: Hashable>(_ transform: (Key) -> Other) -> [Other: Value] {
    [Other: Value](uniqueKeysWithValues: map { (transform($0.key), $0.value) })
  }
}
