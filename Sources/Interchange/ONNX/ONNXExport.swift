import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import ProtocolMessages
import Segmentation
import SwiftProtobuf

/// A model as an ONNX file: a graph from images to the probabilities of classes.
///
/// - Shapes: input [N, C, height, width], output [N, classes, height, width]; [N, classes] for models of whole images.
/// - Values: input 0...1 of the model's channels in their order, output 0...1.
/// - Source: the ONNX specification, IR version 7 and operator set 13.
public struct ONNXExport: Sendable {
  /// The model that is written.
  public let model: SegmentationModel
  /// Its map whose probabilities are the output.
  public let map: ClusterMap
  /// The classes whose probabilities are the output, and the clusters that show them.
  public let naming: Naming
  /// Side of the images; nil for images of any size.
  public let tile: Int?
  /// Centimetres that a pixel covers on the ground; nil where that is not known.
  public let resolution: Double?
  /// The samples whose whole range is 0...1 in the input.
  public let sample: SampleType

  let segmenter: Segmenter?

  /// What the graph calls the images.
  public static let inputName = "image"
  /// What the graph calls the probabilities.
  public static let outputName = "probabilities"
  /// Lower versions of ONNX know all that is used.
  static let (irVersion, operatorSet) = (Int64(7), Int64(13))

  /// - Parameters:
  ///   - map: the name of the map to show; nil for the one that a segmenter shows.
  ///   - naming: the classes that the clusters show; nil for the clusters, or the classes that were taught.
  ///   - namingPath: the file that the naming comes from, for errors.
  ///   - tile: as the property.
  /// - Throws: ``ExportError``, `SegmentationError.mapMissing`, `NamingError` for a naming of other clusters.
  public init(
    _ model: SegmentationModel, map name: String? = nil, naming: Naming? = nil,
    namingPath: String = "the naming", tile: Int? = nil, resolution: Double? = nil
  ) throws {
    if let tile, !(1...16_384).contains(tile) { throw ExportError.impossibleTile(tile) }
    if let resolution, !(resolution > 0 && resolution.isFinite) { throw ExportError.impossibleResolution(resolution) }
    self.model = model
    self.resolution = resolution
    if model.groupsImages {
      let side = model.input.cropSize
      if let tile, tile != side { throw ExportError.otherTile(tile, needed: side) }
      (self.tile, segmenter) = (side, nil)
      let name = name ?? Segmenter.defaultMap(of: model)
      guard let map = model.description.map(named: name) else {
        throw SegmentationError.mapMissing(name, known: model.description.maps.map(\.name))
      }
      self.map = map
    } else {
      let segmenter = try Segmenter(model, map: name, smoothingRadius: 0)
      (self.tile, self.segmenter, map) = (tile, segmenter, segmenter.map)
    }
    let clusters = model.naming(of: map)
    var shown = try naming?.fitted(to: clusters, path: namingPath) ?? clusters
    if naming != nil, let merged = model.description.groups(of: map) { _ = shown.inferClasses(ofMerged: merged) }
    self.naming = shown
    let bits = Set(model.input.stretch == .none ? [] : model.input.ranges.map(\.bits))
    sample = bits.isEmpty || bits.contains(8) ? .uint8 : bits.contains(16) ? .uint16 : .float32
  }

  /// Writes the file. An older file is replaced.
  /// - Throws: ``ExportError``; `FileAccessError.unwritable`.
  public func write(to url: URL) throws {
    let bytes: Data = try message().serializedBytes()
    try AtomicFile.write([UInt8](bytes), to: url)
  }

  /// The file's contents.
  package func message() throws -> ONNXModel {
    let builder = GraphBuilder(input: Self.inputName)
    let image = GraphMap(
      value: Self.inputName, channels: model.input.channels, height: tile.map { .fixed($0) } ?? .inputHeight,
      width: tile.map { .fixed($0) } ?? .inputWidth)
    let output = try probabilities(of: image, builder)
    // Messages of 2 GB and more cannot be read.
    let megabytes = builder.byteCount / 1_000_000
    guard megabytes <= 2000 else { throw ExportError.tooLarge(megabytes: megabytes) }
    var graph = ONNXGraph()
    graph.name = "tessera_\(model.description.method)"
    (graph.node, graph.initializer) = builder.graph(of: output.value, as: Self.outputName)
    let size = tile.map { ["\($0)", "\($0)"] } ?? ["height", "width"]
    graph.input = [Self.value(Self.inputName, ["batch", "\(image.channels)"] + size)]
    graph.output = [
      Self.value(Self.outputName, ["batch", "\(output.channels)"] + (model.groupsImages ? [] : size))
    ]
    var file = ONNXModel()
    file.irVersion = Self.irVersion
    file.producerName = "Tessera"
    var operators = ONNXOperatorSet()
    operators.version = Self.operatorSet
    file.opsetImport = [operators]
    file.graph = graph
    file.metadataProps = try metadata(classes: output.channels).map { key, value in
      var entry = ONNXStringEntry()
      (entry.key, entry.value) = (key, value)
      return entry
    }
    return file
  }

  /// The graph's way from the image to the classes.
  private func probabilities(of image: GraphMap, _ builder: GraphBuilder) throws -> GraphMap {
    let input = model.input
    let classifier = model.classifier(of: map)
    func classProbabilities(_ seen: GraphMap) throws -> GraphMap {
      let clusters = try builder.probabilities(classifier, of: try builder.features(model.features, of: seen))
      let grouped = map.grouping.map { builder.grouped(clusters, $0.groups, count: $0.count) } ?? clusters
      return builder.grouped(grouped, naming.classOfCluster, count: naming.classes.count)
    }
    guard let segmenter else {
      var still = input
      still.scale = 1
      let rows = try classProbabilities(builder.prepared(image, by: still, sample: sample))
      return rows.with(builder.add("Reshape", [rows.value, builder.list([0, rows.channels])]))
    }
    let seen = builder.prepared(image, by: input, sample: sample)
    let whole = builder.continued(
      seen, least: min(input.cropSize, segmenter.tileSide), alignment: segmenter.geometry.alignment)
    let classes = try classProbabilities(whole)
    if input.scale == 1 {
      return builder.cropped(
        builder.resized(classes, height: whole.height, width: whole.width), height: image.height, width: image.width)
    }
    return builder.interpolated(classes, at: image, seen: seen, whole: whole)
  }

  private static func value(_ name: String, _ dimensions: [String]) -> ONNXValueInfo {
    var info = ONNXValueInfo()
    info.name = name
    info.type.tensorType.elemType = Int32(ONNXTensorData.Element.float.rawValue)
    info.type.tensorType.shape.dim = dimensions.map { text in
      var dimension = ONNXTensorShape.Dimension()
      if let number = Int64(text) { dimension.dimValue = number } else { dimension.dimParam = text }
      return dimension
    }
    return info
  }
}
