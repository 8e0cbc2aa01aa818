import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// A trained network with what is needed to segment by it.
public struct SegmentationModel: Sendable {
  static let format = "tessera-model-1"

  public internal(set) var configuration: TrainingConfiguration
  public let network: SegmentationNetwork
  public let state: NetworkState
  /// The sub-head to use, by head.
  public let subheads: [SegmentationNetwork.Head: Int]
  /// For each overcluster the class it is merged into; nil until ``ClusterMerging`` has run.
  public var mergedClasses: [Int]?
  /// Training steps behind it.
  public let step: Int

  /// What `trainer` has learned so far.
  public init(_ trainer: Trainer) {
    configuration = trainer.configuration
    network = trainer.network
    state = trainer.state
    step = trainer.step
    subheads = Dictionary(uniqueKeysWithValues: trainer.network.heads.map { ($0, trainer.bestSubhead($0)) })
  }

  /// Reads the model of a run.
  /// - Parameter weights: another file than the run's `model.safetensors`.
  /// - Throws: `ConfigurationError`, `SafetensorsError`, ``TrainingError/checkpointMismatch(path:reason:)``.
  public init(_ folder: RunFolder, weights: URL? = nil) throws {
    let path = (weights ?? folder.model).path
    configuration = try ConfigurationFile.load(folder.configuration.path, over: TrainingConfiguration())
    try configuration.validate()
    guard configuration.input.networkChannels > 0 else {
      throw TrainingError.checkpointMismatch(
        path: folder.configuration.path, reason: "does not say how many channels the network takes")
    }
    network = SegmentationNetwork(configuration.network, inputChannels: configuration.input.networkChannels)
    let file = try SafetensorsFile(contentsOf: path)
    var state = NetworkState(network.layout)
    try state.parameters.load(file.tensors, path: path)
    try state.statistics.load(file.tensors, path: path)
    let known = Set((network.layout.parameters.entries + network.layout.statistics.entries).map(\.name))
    for name in file.tensors.keys.sorted() where !known.contains(name) && !name.hasSuffix(".num_batches_tracked") {
      throw SafetensorsError.unexpectedTensor(path: path, name: name)
    }
    self.state = state
    step = file.metadata["step"].flatMap(Int.init) ?? 0
    var subheads: [SegmentationNetwork.Head: Int] = [:]
    for head in network.heads {
      let index = file.metadata["subhead.\(head.rawValue)"].flatMap(Int.init) ?? 0
      subheads[head] = min(max(0, index), configuration.network.subheads - 1)
    }
    self.subheads = subheads
    if let text = file.metadata["mergedClasses"] {
      let merged = text.split(separator: ",").compactMap { Int($0) }
      guard merged.count == network.clusters(.overclustering),
        merged.allSatisfy({ (0..<network.clusters(.main)).contains($0) })
      else {
        throw TrainingError.checkpointMismatch(path: path, reason: "its merged classes do not fit its heads")
      }
      mergedClasses = merged
    }
  }

  /// The model for images that are resized by another factor first than in training.
  /// - Throws: `ConfigurationError` for a factor that is not above 0 and at most 4.
  public func scaled(to scale: Float) throws -> SegmentationModel {
    var model = self
    model.configuration.input.scale = scale
    try model.configuration.validate()
    return model
  }

  /// Writes the weights to the run's folder.
  public func write(to folder: RunFolder) throws { try write(weights: folder.model) }

  /// Writes the weights to a file.
  /// - Throws: FileAccessError.unwritable.
  public func write(weights url: URL) throws {
    var metadata = ["format": Self.format, "step": "\(step)"]
    for (head, index) in subheads { metadata["subhead.\(head.rawValue)"] = "\(index)" }
    if let mergedClasses { metadata["mergedClasses"] = mergedClasses.map(String.init).joined(separator: ",") }
    let tensors = state.parameters.namedTensors().merging(state.statistics.namedTensors()) { a, _ in a }
    try SafetensorsFile(metadata: metadata, tensors: tensors).write(to: url.path)
  }
}
