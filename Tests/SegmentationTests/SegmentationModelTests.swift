import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SegmentationModelTests {
  /// A folder with the model of an untrained network.
  static func folder(_ temporary: TemporaryFolder) throws -> RunFolder {
    var configuration = SmallRun.configuration()
    configuration.input.channels = 3
    let folder = RunFolder(temporary.url)
    let trainer = Trainer(configuration)
    var description = trainer.model.description
    description.maps.append(
      ClusterMap(
        "merged", .softmax(head: "overclustering", copy: 0), grouping: .init(count: 3, groups: [0, 1, 2, 0, 1, 2])))
    try SegmentationModel(description, network: trainer.network, state: trainer.state, centroids: [:])
      .write(to: folder.model)
    return folder
  }

  static func change(_ folder: RunFolder, _ change: (inout SafetensorsFile) -> Void) throws {
    var file = try SafetensorsFile(contentsOf: folder.model.path)
    change(&file)
    try file.write(to: folder.model.path)
  }

  @Test func whatIsWrittenIsRead() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let before = try Data(contentsOf: folder.model)
    let model = try SegmentationModel(contentsOf: folder.url)
    #expect(model.description.map(named: "merged")?.grouping?.groups == [0, 1, 2, 0, 1, 2])
    try model.write(to: folder.model)
    #expect(try Data(contentsOf: folder.model) == before)
  }

  @Test func whatDoesNotFitIsNamed() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let path = folder.model.path
    try Self.change(folder) { $0.tensors["trunk.features.99.weight"] = Tensor([1]) }
    #expect(throws: SafetensorsError.unexpectedTensor(path: path, name: "trunk.features.99.weight")) {
      _ = try SegmentationModel(contentsOf: folder.url)
    }
    // PyTorch's batch norms count their batches; nothing here needs the number.
    try Self.change(folder) {
      $0.tensors["trunk.features.99.weight"] = nil
      $0.tensors["trunk.features.1.num_batches_tracked"] = Tensor([])
    }
    #expect(throws: Never.self) { _ = try SegmentationModel(contentsOf: folder.url) }
    for damage in [
      ("[0,1,2,0,1,2]", "[0,1,2]"), ("[0,1,2,0,1,2]", "[0,1,2,0,1,7]"), ("[0,1,2,0,1,2]", "[0,1,2,0,1,-1]"),
      ("\"copy\":0,\"head\":\"main\"", "\"copy\":9,\"head\":\"main\""), ("\"head\":\"main\"", "\"head\":\"other\""),
      ("\"scale\":1", "\"scale\":-1"), ("{", "["),
    ] {
      let whole = try SafetensorsFile(contentsOf: path)
      try Self.change(folder) {
        $0.metadata["description"] = $0.metadata["description"]?.replacingOccurrences(of: damage.0, with: damage.1)
      }
      #expect(try SafetensorsFile(contentsOf: path).metadata != whole.metadata)
      let error = #expect(throws: ModelError.self) { _ = try SegmentationModel(contentsOf: folder.url) }
      #expect(error?.path == path)
      try whole.write(to: path)
    }
    try Self.change(folder) { $0.tensors["trunk.features.1.running_var"] = nil }
    #expect(throws: SafetensorsError.missingTensor(path: path, name: "trunk.features.1.running_var")) {
      _ = try SegmentationModel(contentsOf: folder.url)
    }
  }

  @Test func theFileNeedsNothingBesideIt() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let alone = temporary.file("alone.safetensors")
    try FileManager.default.moveItem(at: folder.model, to: alone)
    let model = try SegmentationModel(contentsOf: alone)
    #expect(model.input.channels == 3 && model.input.cropSize == 32)
    #expect(model.description.maps.map(\.name) == ["main", "overclustering", "merged"])
    #expect(model.classes == 3 && model.description.method == "iic")
  }

  /// A run folder as an earlier version left it: a description of its own in config.yaml, under the keys of then.
  @Test func runsOfAnEarlierVersionAreRead() throws {
    let temporary = try TemporaryFolder()
    let folder = try Self.folder(temporary)
    let described = try SegmentationModel(contentsOf: folder.url)
    try Self.change(folder) {
      $0.metadata = [
        "format": "tessera-model-1", "step": "7", "subhead.main": "0", "mergedClasses": "0,1,2,0,1,2",
      ]
    }
    let error = #expect(throws: ModelError.self) { _ = try SegmentationModel(contentsOf: folder.url) }
    #expect(error?.description.contains("config.yaml") == true)
    try Data(
      """
      input: {channels: 3, cropSize: 32}
      network: {trunk: [{channels: 8}, {pool: 2}, {channels: 8, dilation: 2}], classes: 3, overclusters: 6}
      loss: {radius: 2}
      optimization: {heads: {turn: epoch, begins: main}}
      """.utf8
    ).write(to: folder.configuration)
    let model = try SegmentationModel(contentsOf: folder.url)
    #expect(model.description.maps == described.description.maps)
    // A version that knew no transparency took a fourth band as a channel, and stretched nothing.
    var input = described.description.input
    input.alpha = .band
    input.stretch = .none
    #expect(model.description.input == input && model.step == 7)
    #expect(model.state.parameters.values.values == described.state.parameters.values.values)
    for merged in ["0,1,2", "0,1,2,0,1,7", "0,1,2,0,1,-1", "a,b,c,d,e,f", ""] {
      try Self.change(folder) { $0.metadata["mergedClasses"] = merged }
      let error = #expect(throws: ModelError.self) { _ = try SegmentationModel(contentsOf: folder.url) }
      #expect(error?.path == folder.model.path)
    }
  }

  @Test func centroidsOfPixelFeaturesAreAModel() throws {
    let temporary = try TemporaryFolder()
    var input = InputConfiguration()
    input.channels = 3
    input.sobel = false
    let description = ModelDescription(
      method: "given", input: input, features: .pixels(PixelFeatures(bands: 3)),
      maps: [ClusterMap("main", .nearestCentroid("centroids"))])
    let model = SegmentationModel(
      description, centroids: ["centroids": Tensor([2, 3], values: [0, 0, 0, 1, 1, 1])])
    let file = temporary.file("model.safetensors")
    try model.write(to: file)
    let image = Raster(width: 2, height: 1, bands: 3, values: [10, 20, 30, 200, 210, 220])
    let mask = try Segmenter(SegmentationModel(contentsOf: file)).segment(image, context: ComputeContext(threads: 1))
    #expect(mask.values == [0, 1])
  }

  @Test func centroidsOfEarlierVersionsHaveNoVariance() throws {
    let text = #"{"name": "main", "classifier": {"nearestCentroid": {"_0": "centroids.main"}}}"#
    let earlier = try JSONDecoder().decode(ClusterMap.self, from: Data(text.utf8))
    #expect(earlier == ClusterMap("main", .nearestCentroid("centroids.main")))
    let map = ClusterMap("main", .nearestCentroid("centroids.main", variance: 0.25))
    #expect(try JSONDecoder().decode(ClusterMap.self, from: JSONEncoder().encode(map)) == map)
  }

  @Test(arguments: [0, -1, 1e-30] as [Float]) func anImpossibleVarianceIsRefused(_ variance: Float) throws {
    let temporary = try TemporaryFolder()
    var input = InputConfiguration()
    (input.channels, input.sobel) = (3, false)
    let description = ModelDescription(
      method: "kmeans", input: input, features: .pixels(PixelFeatures(bands: 3)),
      maps: [ClusterMap("main", .nearestCentroid("centroids", variance: variance))])
    let file = temporary.file("model.safetensors")
    try SegmentationModel(description, centroids: ["centroids": Tensor([2, 3], repeating: 0)]).write(to: file)
    let error = #expect(throws: ModelError.self) { _ = try SegmentationModel(contentsOf: file) }
    #expect(error?.reason.contains("variance") == true)
  }
}
