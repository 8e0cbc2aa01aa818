import Basics
import Foundation
import NeuralNet

/// What a training run needs to go on exactly: weights, statistics, optimizer moments, counters and what the method keeps,
/// in one safetensors file.
package struct Checkpoint: Sendable {
  private static let momentPrefix = "optimizer."
  private static let methodPrefix = "method."
  private static let format = "tessera-checkpoint-1"

  /// Seconds of training behind it.
  package var seconds: Double
  /// Lowest running loss of the method at an earlier save.
  package var bestLoss: Double
  /// What was trained on, as `TrainingImages/summary` tells it; nil when unknown.
  package var images: String?
  /// Tells the images from others, as `TrainingImages/identity()` does; nil when unknown.
  package var imagesIdentity: String? {
    get { file.metadata["imagesIdentity"] }
    set { file.metadata["imagesIdentity"] = newValue }
  }
  private var file: SafetensorsFile

  /// What `trainer` is now.
  package init(_ trainer: Trainer, seconds: Double, bestLoss: Double = .infinity, images: String? = nil) throws {
    self.seconds = seconds
    self.bestLoss = bestLoss
    self.images = images
    file = SafetensorsFile(
      metadata: [
        "format": Self.format, "step": "\(trainer.step)", "seconds": "\(seconds)", "bestLoss": "\(bestLoss)",
        "method": trainer.configuration.method.name,
      ],
      tensors: trainer.state.parameters.namedTensors().merging(trainer.state.statistics.namedTensors()) { a, _ in a })
    file.metadata["images"] = images
    for (name, moment) in trainer.optimizer.moments { file.tensors[Self.momentPrefix + name] = moment }
    let saved = try trainer.method.saved()
    for (name, tensor) in saved.tensors { file.tensors[Self.methodPrefix + name] = tensor }
    file.metadata.merge(saved.texts) { own, _ in own }
  }

  /// - Throws: `SafetensorsError`, `FileAccessError`, ``TrainingError/checkpointMismatch(path:reason:)``.
  package init(contentsOf url: URL) throws {
    file = try SafetensorsFile(contentsOf: url.path)
    guard file.metadata["format"] == Self.format, let seconds = file.metadata["seconds"].flatMap(Double.init) else {
      throw TrainingError.checkpointMismatch(
        path: url.path, reason: "is not a checkpoint of a training run")
    }
    self.seconds = seconds
    bestLoss = file.metadata["bestLoss"].flatMap(Double.init) ?? .infinity
    images = file.metadata["images"]
  }

  /// - Throws: `FileAccessError.unwritable`.
  package func write(to url: URL) throws { try file.write(to: url.path) }

  /// Puts `trainer` where the checkpoint's was.
  /// - Throws: `SafetensorsError` when it is of another network, ``TrainingError/checkpointMismatch(path:reason:)`` when
  ///   it is of another optimizer or method.
  package func restore(_ trainer: inout Trainer, path: String) throws {
    let method = trainer.configuration.method.name
    if let other = file.metadata["method"], other != method {
      throw TrainingError.checkpointMismatch(
        path: path, reason: "is of the method \(other), not \(method); resume with the configuration it was made with")
    }
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
    var saved = MethodState(texts: file.metadata)
    for (name, tensor) in file.tensors where name.hasPrefix(Self.methodPrefix) {
      saved.tensors[String(name.dropFirst(Self.methodPrefix.count))] = tensor
    }
    guard trainer.method.restore(saved, network: trainer.network),
      let step = file.metadata["step"].flatMap(Int.init), step >= 0
    else { throw TrainingError.checkpointMismatch(path: path, reason: "has lost its counters") }
    trainer.optimizer.stepCount = step
  }
}
