import Basics
import Foundation
import NeuralNet

/// Why a model file cannot be used.
public struct ModelError: FileError, Hashable, Sendable {
  public let path: String
  public let reason: String

  /// An error for the file at the path.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

extension SegmentationModel {
  private static let format = "tessera-model-2"

  /// Reads a model.
  /// - Parameter url: of the file, or of the folder of a run that holds it as `model.safetensors`.
  /// - Throws: `SafetensorsError`, `FileAccessError`, ``ModelError``; `ConfigurationError` for the `config.yaml` that
  ///   belongs to a model of an earlier version.
  public init(contentsOf url: URL) throws {
    let url = FileIdentity.kind(url) == .folder ? RunFolder(url).model : url
    let file = try SafetensorsFile(contentsOf: url.path)
    let description =
      if let text = file.metadata["description"] {
        try Self.description(of: text, path: url.path)
      } else {
        try ModelDescription(beside: url, metadata: file.metadata)
      }
    try description.check(path: url.path, tensors: file.tensors)
    let centroids = Set(description.maps.compactMap(\.centroids))
    var network: Network?
    var state = NetworkState(NetworkLayout())
    var known = centroids
    let pretrained = try description.pretrained.map { try BackboneFeatures($0, ofModelAt: url.path) }
    if let pretrained, pretrained.bands != description.input.channels {
      throw ModelError(
        path: url.path,
        reason: "its images have \(description.input.channels) channels, and its features are those of "
          + "\(pretrained.bands)")
    }
    if case .trunk(let configuration, let heads) = description.features.base {
      let trunk = Network(
        configuration, heads: heads,
        inputChannels: NetworkInput(description.input, pretrained: pretrained)
          .channels(bands: description.input.channels),
        cropSize: description.input.cropSize)
      state = NetworkState(trunk.layout)
      try state.parameters.load(file.tensors, path: url.path)
      try state.statistics.load(file.tensors, path: url.path)
      known.formUnion((trunk.layout.parameters.entries + trunk.layout.statistics.entries).map(\.name))
      network = trunk
    }
    let projection = description.projection(of: file.tensors)
    known.formUnion(ModelDescription.projectionNames)
    let model = SegmentationModel(
      description, network: network, state: state, centroids: file.tensors.filter { centroids.contains($0.key) },
      pretrained: pretrained, projection: projection)
    guard case .scores(_, let kinds) = description.features else {
      let others = file.tensors.keys.sorted().filter { !known.contains($0) && !$0.hasSuffix(".num_batches_tracked") }
      if network != nil, let stranger = others.first {
        throw SafetensorsError.unexpectedTensor(path: url.path, name: stranger)
      }
      self = model
      return
    }
    self = try model.reading(kinds, from: file.tensors, path: url.path)
  }

  /// Writes the model as one file that describes itself.
  /// - Throws: `FileAccessError.unwritable`.
  public func write(to url: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let metadata = [
      "format": Self.format, "step": "\(step)",
      "description": String(decoding: try encoder.encode(description), as: UTF8.self),
    ]
    let tensors = state.parameters.namedTensors().merging(state.statistics.namedTensors()) { a, _ in a }
    let all = tensors.merging(centroids) { a, _ in a }.merging(projectionTensors) { a, _ in a }
      .merging(taughtTensors) { a, _ in a }
    try SafetensorsFile(metadata: metadata, tensors: all).write(to: url.path)
  }

  private static func description(of text: String, path: String) throws -> ModelDescription {
    do {
      return try JSONDecoder().decode(ModelDescription.self, from: Data(text.utf8))
    } catch {
      throw ModelError(path: path, reason: "its description is not one of this version; train anew or copy it again")
    }
  }
}

extension SegmentationModel {
  /// The tensors of the projection, by their names in the model file.
  var projectionTensors: [String: Tensor] {
    guard let projection else { return [:] }
    return [
      ModelDescription.projectionWeights: projection.weights, ModelDescription.projectionBiases: projection.biases,
    ]
  }
}

extension ClusterMap {
  /// The name of the centroids that the map needs.
  fileprivate var centroids: String? {
    if case .nearestCentroid(let name, _) = classifier { name } else { nil }
  }
}

extension ModelDescription {
  /// The description of a model that an earlier version wrote: of the `config.yaml` beside it.
  fileprivate init(beside url: URL, metadata: [String: String]) throws {
    let file = RunFolder(url.deletingLastPathComponent()).configuration
    guard FileIdentity.kind(file) == .file else {
      throw ModelError(
        path: url.path, reason: "does not describe its network, and no \(file.lastPathComponent) lies beside it")
    }
    let configuration = try TrainingConfiguration.loadRun(file.path)
    try configuration.validate()
    guard configuration.input.networkChannels > 0 else {
      throw ModelError(path: file.path, reason: "does not say how many channels the network takes")
    }
    let heads = configuration.method.heads
    var maps = heads.map { head in
      let copy = metadata["subhead.\(head.name)"].flatMap(Int.init) ?? 0
      return ClusterMap(head.name, .softmax(head: head.name, copy: min(max(0, copy), head.copies - 1)))
    }
    if let text = metadata["mergedClasses"], let finest = maps.last, let classes = heads.first {
      let groups = text.split(separator: ",").map { Int($0) ?? -1 }
      maps.append(
        ClusterMap(
          IICSettings.merged, finest.classifier, grouping: .init(count: classes.clusters, groups: groups)))
    }
    self.init(configuration, heads: heads, maps: maps, step: metadata["step"].flatMap(Int.init) ?? 0)
  }

  fileprivate static let projectionWeights = "projection.weight"
  fileprivate static let projectionBiases = "projection.bias"
  fileprivate static let projectionNames = [projectionWeights, projectionBiases]

  /// The projection that a checked description names; nil where it names none.
  fileprivate func projection(of tensors: [String: Tensor]) -> LinearProjection? {
    guard case .projected(_, let normalized) = features, let weights = tensors[Self.projectionWeights],
      let biases = tensors[Self.projectionBiases]
    else { return nil }
    return LinearProjection(weights: weights, biases: biases, normalized: normalized)
  }

  /// The channels of the features that the network or the pixels have.
  private var baseChannels: Int {
    switch features.base {
    case .trunk(let network, _):
      network.featureChannels(of: pretrained?.channels ?? input.networkChannels, cropSize: input.cropSize)
    case .pixels(let pixels): pixels.channels
    case .scores, .projected: 0
    }
  }

  /// Checks that everything the description names is there.
  fileprivate func check(path: String, tensors: [String: Tensor]) throws {
    func mismatch(_ reason: String) -> ModelError { ModelError(path: path, reason: reason) }
    do {
      try input.validate()
      try segmentation.validate()
      if case .trunk(let network, _) = features.base {
        try network.validate(cropSize: input.cropSize, seesFeatures: pretrained != nil)
      }
    } catch {
      throw mismatch("its description does not hold: \(error)")
    }
    switch features.base {
    case .trunk(let network, let heads):
      guard pretrained.map({ $0.channels > 0 && $0.describesImages == network.groupsImages }) ?? true else {
        throw mismatch("its pretrained features do not fit its network")
      }
      guard heads.allSatisfy({ (1...65_534).contains($0.clusters) && (1...32).contains($0.copies) }),
        Set(heads.map(\.name)).count == heads.count
      else { throw mismatch("its description has impossible heads") }
    case .pixels(let pixels):
      guard pixels.bands > 0, (0...1024).contains(pixels.radius), pixels.bands == input.channels else {
        throw mismatch("its description has impossible pixel features")
      }
    case .scores, .projected: break
    }
    let channels: Int
    switch features {
    case .trunk, .pixels: channels = baseChannels
    case .scores(let base, _):
      if case .scores = base { throw mismatch("its description has a classifier of a classifier") }
      guard let teaching, maps.allSatisfy({ $0.classifier == .scores }), !teaching.taught.isEmpty,
        teaching.taught.allSatisfy(teaching.classes.indices.contains)
      else { throw mismatch("its description does not say which classes it was taught") }
      channels = teaching.taught.count
    case .projected:
      guard let weights = tensors[Self.projectionWeights], let biases = tensors[Self.projectionBiases],
        weights.shape.rank == 2, weights.shape[0] > 0, weights.shape[1] == baseChannels,
        biases.shape == Shape([weights.shape[0]])
      else { throw mismatch("its projection is not there or does not fit") }
      channels = weights.shape[0]
    }
    guard !maps.isEmpty else { throw mismatch("its description has no map") }
    for map in maps {
      let clusters: Int
      switch map.classifier {
      case .softmax(let name, let copy):
        guard let head = heads.first(where: { $0.name == name }), (0..<head.copies).contains(copy) else {
          throw mismatch("its map \(map.name) is of a head \(name) that is not there")
        }
        clusters = head.clusters
      case .nearestCentroid(let name, let variance):
        guard let centroids = tensors[name], centroids.shape.rank == 2, centroids.shape[0] > 0,
          centroids.shape[1] == channels
        else { throw mismatch("its map \(map.name) is of centroids \(name) that are not there or do not fit") }
        guard variance.map(NearestCentroid.allows) ?? true else {
          throw mismatch("its map \(map.name) has an impossible variance around its centroids")
        }
        clusters = centroids.shape[0]
      case .scores:
        guard case .scores = features else {
          throw mismatch("its map \(map.name) is of a classifier that is not there")
        }
        clusters = channels
      }
      if let grouping = map.grouping,
        grouping.groups.count != clusters || !grouping.groups.allSatisfy({ (0..<grouping.count).contains($0) })
      {
        throw mismatch("the groups of its map \(map.name) do not fit the clusters")
      }
    }
  }
}
