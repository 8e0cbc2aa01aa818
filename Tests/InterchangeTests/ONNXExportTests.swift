import Basics
import Datasets
import Foundation
import Imaging
import Interchange
import NeuralNet
import ProtocolMessages
import Segmentation
import SwiftProtobuf
import TestSupport
import Testing

@Suite struct ONNXExportTests {
  private static let context = ComputeContext(threads: 2)

  /// Patches of colours with noise, in which neighbouring pixels are alike.
  private static func image(_ width: Int, _ height: Int, bands: Int = 3) -> Raster {
    var random = RandomSource(seed: UInt64(width * 1000 + height))
    let values = (0..<width * height * bands).map { index in
      let (x, y, band) = (index / bands % width, index / bands / width, index % bands)
      return UInt8((x / 7 * 53 + y / 5 * 31 + band * 67) % 200 + Int.random(in: 0...40, using: &random))
    }
    return Raster(width: width, height: height, bands: bands, values: values)
  }

  /// How far the graph is from the segmenter's bytes beyond their rounding, as a probability.
  private static func difference(
    _ export: ONNXExport, _ width: Int, _ height: Int, tileSide: Int? = nil
  ) throws -> Double {
    let image = image(width, height, bands: export.model.input.channels)
    let segmenter = try Segmenter(export.model, map: export.map.name, smoothingRadius: 0)
    let rows = try SegmentedRows(segmenter, of: MemoryRaster(image), context: context)
    let classes = export.naming.classes.count
    var expected = [[UInt8]](repeating: [], count: classes)
    while let band = try rows.nextProbabilities(export.naming.classOfCluster, count: classes) {
      for plane in 0..<classes { expected[plane] += band[plane] }
    }
    guard case .uint8(let bytes) = image.samples else { return .infinity }
    let (area, bands) = (width * height, image.bands)
    let input = GraphValue(
      dimensions: [1, bands, height, width],
      values: (0..<bands * area).map { Double(Float(bytes[$0 % area * bands + $0 / area]) / 255) })
    let output = try GraphEvaluator(graph: try message(export).graph).run(input)
    guard output.dimensions == [1, classes, height, width] else { return .infinity }
    let distances = zip(output.values, expected.joined()).map { abs(255 * $0 - Double($1)) - 0.5 }
    return max(0, (distances.max() ?? 0) / 255)
  }

  /// The model as it comes back from a file.
  private static func message(_ export: ONNXExport) throws -> ONNXModel {
    let folder = try TemporaryFolder()
    let file = folder.file("model.onnx")
    try export.write(to: file)
    return try ONNXModel(serializedBytes: Data(contentsOf: file))
  }

  private static func expectEqual(
    _ model: SegmentationModel, map: String? = nil, sizes: [(Int, Int)] = [(33, 21), (1, 1), (38, 40)],
    within tolerance: Double = 1e-4, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (width, height) in sizes {
      let difference = try difference(ONNXExport(model, map: map), width, height)
      #expect(difference <= tolerance, "\(width) x \(height)", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: ["main", "overclustering", "merged"]) func everyMapOfATrunkIsThatOfTheSegmenter(_ map: String) throws
  {
    try Self.expectEqual(ExportedModels.network(ExportedModels.compact, input: ExportedModels.input()), map: map)
  }

  @Test(arguments: [Float(0.5), 0.7, 1.6]) func imagesAreResizedAsTheSegmenterDoes(_ scale: Float) throws {
    let input = ExportedModels.input { $0.scale = scale }
    try Self.expectEqual(ExportedModels.network(ExportedModels.compact, input: input))
  }

  @Test func everyTreatmentOfTheInputIsPartOfTheGraph() throws {
    for channels in [1, 3, 4, 6] {
      let input = ExportedModels.input {
        $0.channels = channels
        $0.alpha = .band
        $0.colour = channels != 3
        $0.sobelFactor = 0.125
      }
      try Self.expectEqual(ExportedModels.network([.conv(8)], input: input), sizes: [(19, 23)])
    }
    let stretched = ExportedModels.input {
      $0.sobel = false
      $0.ranges = [StretchedRange(bits: 8, low: [20, 30, 40], high: [201, 181, 221])]
      $0.scale = 0.5
    }
    try Self.expectEqual(ExportedModels.network([.conv(8)], input: stretched))
  }

  @Test func networksThatSeeTheWholeImageAreExported() throws {
    let trunk: [NetworkConfiguration.Stage] = [
      .conv(8), .pool, .convolution(channels: 8, kernel: 3, dilation: 2, padding: 1),
    ]
    let model = ExportedModels.network(trunk, input: ExportedModels.input()) {
      $0.headPadding = 1
      $0.tracksStatistics = false
    }
    try Self.expectEqual(model, sizes: [(33, 21), (50, 37)])
  }

  @Test func everyKindOfTaughtFeaturesIsExported() throws {
    let base = ExportedModels.network(ExportedModels.compact, input: ExportedModels.input())
    for kind in FeatureKind.allCases {
      try Self.expectEqual(try ExportedModels.taught(base, [kind]), sizes: [(33, 21)])
    }
    try Self.expectEqual(try ExportedModels.taught(base, [.last, .layers, .filters]), sizes: [(45, 70)])
  }

  @Test func nearestCentroidsAreExported() throws {
    let network = ExportedModels.network(ExportedModels.compact, input: ExportedModels.input())
    for model in [
      ExportedModels.pixels(radius: 0), ExportedModels.pixels(radius: 2), ExportedModels.centroids(network),
      ExportedModels.centroids(network, variance: 0.3),
    ] { try Self.expectEqual(model, sizes: [(33, 21), (1, 1)]) }
  }

  @Test(arguments: ["resnet-basic", "lite-pytorch"])
  func convolutionalBackbonesAreExported(_ weights: String) throws {
    try Self.expectEqual(ExportedModels.pretrained(weights), sizes: [(50, 37)])
    let mirrored = try ExportedModels.pretrained(weights, magnification: 2, mirrored: true)
    try Self.expectEqual(mirrored, sizes: [(40, 33)])
    try Self.expectEqual(try ExportedModels.taught(mirrored, [.last, .layers]), sizes: [(33, 40)])
  }

  @Test(arguments: ["dino-timm", "dinov2-registers-transformers", "dinov2-gated-transformers", "mae-transformers"])
  func visionTransformersAreExportedForOneSize(_ weights: String) throws {
    let model = try ExportedModels.pretrained(weights)
    #expect(throws: ExportError.self) { try ONNXExport(model).message() }
    for tile in [64, 70] {
      #expect(try Self.difference(ONNXExport(model, tile: tile), tile, tile) <= 1e-4, "tiles of \(tile)")
    }
  }

  @Test func aGraphOfOneSizeComputesNoSizes() throws {
    let model = ExportedModels.network(ExportedModels.compact, input: ExportedModels.input())
    let export = try ONNXExport(model, tile: 40)
    #expect(try Self.difference(export, 40, 40) <= 1e-4)
    let operators = Set(try export.message().graph.node.map(\.opType))
    #expect(operators.isDisjoint(with: ["Shape", "Range", "Mod"]), "\(operators.sorted())")
  }

  @Test func everyNodeReadsWhatIsThereAndShapesAreNamed() throws {
    let export = try ONNXExport(
      try ExportedModels.taught(
        ExportedModels.network(ExportedModels.compact, input: ExportedModels.input()), [.last, .filters]))
    let file = try Self.message(export)
    #expect(file.irVersion == 7 && file.opsetImport.map(\.version) == [13] && file.opsetImport[0].domain.isEmpty)
    let graph = file.graph
    var known = Set(graph.initializer.map(\.name) + graph.input.map(\.name))
    #expect(known.count == graph.initializer.count + 1)
    for node in graph.node {
      #expect(known.isSuperset(of: node.input.filter { !$0.isEmpty }), "\(node.name)")
      for output in node.output { #expect(known.insert(output).inserted, "\(output) is made twice") }
    }
    let read = Set(graph.node.flatMap(\.input))
    #expect(graph.initializer.allSatisfy { read.contains($0.name) })
    #expect(graph.node.dropLast().allSatisfy { !read.isDisjoint(with: $0.output) })
    for data in graph.initializer {
      let size = data.dataType == ONNXTensorData.Element.float.rawValue ? 4 : 8
      #expect(data.rawData.count == size * Int(data.dims.reduce(1, *)), "\(data.name)")
    }
    func shape(_ value: ONNXValueInfo) -> [String] {
      value.type.tensorType.shape.dim.map { $0.dimParam.isEmpty ? "\($0.dimValue)" : $0.dimParam }
    }
    #expect(graph.input.map(\.name) == ["image"] && shape(graph.input[0]) == ["batch", "3", "height", "width"])
    #expect(
      graph.output.map(\.name) == ["probabilities"] && shape(graph.output[0]) == ["batch", "4", "height", "width"])
    #expect(try Self.message(export) == file)
  }

  @Test func weightsAreThoseOfTheModel() throws {
    let model = ExportedModels.network([.conv(8)], input: ExportedModels.input())
    let graph = try ONNXExport(model, map: "main").message().graph
    let stored = Dictionary(uniqueKeysWithValues: graph.initializer.map { ($0.name, GraphEvaluator.value($0)) })
    let named = model.state.parameters.namedTensors()
    let head = try #require(named["head_main.heads.0.0.weight"])
    #expect(stored["head_main.heads.0.0.weight_1"]?.values == head.values.map(Double.init))
    // The batch norm is in the weights of the convolution before it.
    let convolution = try #require(named["trunk.features.0.weight"])
    let gamma = try #require(named["trunk.features.1.weight"])
    let variance = try #require(model.state.statistics.namedTensors()["trunk.features.1.running_var"])
    let folded = try #require(stored["trunk.features.0.weight_1"])
    let each = convolution.count / 8
    let expected = convolution.values.enumerated().map { index, value in
      Double(value) * Double(gamma.values[index / each]) / (Double(variance.values[index / each]) + 1e-5).squareRoot()
    }
    expectClose(folded.values, expected)
  }

  @Test func metadataSayWhatTheModelIs() throws {
    let model = try ExportedModels.taught(
      ExportedModels.network(ExportedModels.compact, input: ExportedModels.input()), [.last])
    let file = try ONNXExport(model, tile: 256, resolution: 12.5).message()
    let entries = Dictionary(uniqueKeysWithValues: file.metadataProps.map { ($0.key, $0.value) })
    func json<Value: Decodable>(_ key: String, _ type: Value.Type) throws -> Value {
      try JSONDecoder().decode(type, from: Data((entries[key] ?? "").utf8))
    }
    #expect(entries["model_type"] == "\"Segmentor\"")
    #expect(
      try json("class_names", [String: String].self) == [
        "0": "water", "1": "road \"A\"", "2": "tree", "3": "unseen",
      ])
    #expect(try json("class_colours", [String: String].self)["0"]?.hasPrefix("#") == true)
    #expect(try json("resolution", Double.self) == 12.5 && json("tile_size", Int.self) == 256)
    #expect((1...50).contains(try json("tiles_overlap", Int.self)))
    #expect(try json("standardization_mean", [Double].self) == [0, 0, 0])
    #expect(try json("standardization_std", [Double].self) == [1, 1, 1])
    #expect(try json("seg_thresh", Double.self) == 0 && entries["tessera_map"] == "classes")
  }

  @Test func namesGroupClustersIntoClasses() throws {
    let model = ExportedModels.network(ExportedModels.compact, input: ExportedModels.input())
    let naming = Naming(
      [NamedClass(name: "roof"), NamedClass(name: "lawn")], classOfCluster: [1, 0, 0, nil, 1, 0, nil],
      map: "overclustering")
    let export = try ONNXExport(model, map: "overclustering", naming: naming)
    #expect(export.naming.classes.map(\.name) == ["roof", "lawn"])
    #expect(try Self.difference(export, 33, 21) <= 1e-4)
    #expect(throws: NamingError.self) { try ONNXExport(model, map: "main", naming: naming) }
  }

  @Test func modelsOfWholeImagesGiveOneRowAnImage() throws {
    let input = ExportedModels.input { $0.cropSize = 16 }
    var models = [NetworkConfiguration.Stage.average, .flatten].map { end in
      ExportedModels.network([.conv(8), .pool, end], input: input)
    }
    models += try ["resnet-basic", "dino-timm"].map { try ExportedModels.pretrained($0, [.average]) }
    for model in models {
      let side = model.input.cropSize
      let count = side * side
      let pixels = Tensor(
        [1, side, side, 3], values: Tensor.normal([3 * count], seed: 6).values.map { 0.5 + $0 / 8 })
      let classifier = model.classifier(of: model.description.maps[0])
      let expected = classifier.probabilities(
        model.features.features(pixels, context: Self.context), context: Self.context)
      let values = pixels.values
      let image = GraphValue(
        dimensions: [1, 3, side, side], values: (0..<3 * count).map { Double(values[$0 % count * 3 + $0 / count]) })
      let output = try GraphEvaluator(graph: try Self.message(ONNXExport(model, map: "main")).graph).run(image)
      #expect(output.dimensions == [1, 4])
      expectClose(output.values, expected.values.map(Double.init), absolute: 1e-5)
      #expect(throws: ExportError.otherTile(20, needed: side)) { try ONNXExport(model, tile: 20) }
    }
  }

  @Test func whatCannotBeIsTold() throws {
    let model = ExportedModels.network([.conv(8)], input: ExportedModels.input())
    #expect(throws: ExportError.impossibleTile(0)) { try ONNXExport(model, tile: 0) }
    #expect(throws: ExportError.impossibleResolution(-1)) { try ONNXExport(model, resolution: -1) }
    #expect(throws: SegmentationError.self) { try ONNXExport(model, map: "none") }
  }
}
