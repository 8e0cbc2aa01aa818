import Basics
import NeuralNet

// N images, H height, W width, B bands, C channels of all stages.

/// The maps of some stages of a pretrained network, side by side on the grid of the finest.
///
/// The network sees the image enlarged, where ``BackboneDescription/magnification`` says so, and after its normalisation.
public struct BackboneFeatures: FeatureExtractor {
  /// Which network it is, and how images are prepared for it.
  public let description: BackboneDescription
  package let backbone: any Backbone
  /// Places of the stages among those of the network.
  package let stages: [Int]

  /// - Precondition: the description is of the network.
  init(_ backbone: any Backbone, _ description: BackboneDescription) {
    self.backbone = backbone
    self.description = description
    stages = description.stages.compactMap { name in backbone.stages.firstIndex { $0.name == name } }
    precondition(
      stages.count == description.stages.count && !stages.isEmpty,
      "\(backbone.name) has not all of \(description.stages)")
  }

  /// Channels of the images.
  public var bands: Int { backbone.bands }
  public var channels: Int { description.channels }

  public var geometry: TileGeometry {
    if description.describesImages { return TileGeometry(reduction: 1, allowsTiles: false) }
    let geometries = layerGeometries
    return .interpolated(geometries, reduction: geometries.map(\.reduction).min() ?? 1)
  }

  /// The number of which the sizes of images must be multiples.
  var alignment: Int { TileGeometry.interpolated(layerGeometries).alignment }

  /// - Shapes: pixels [N, H, W, B], result [N, H', W', C]; [N, 1, 1, C] where images are described as a whole.
  public func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    FeatureMap(joined(parts(pixels, context: context), context: context))
  }

  /// The channels of each stage.
  var layerChannels: [Int] { stages.map { backbone.stages[$0].channels } }

  /// How the map of each stage lies on the image.
  var layerGeometries: [TileGeometry] {
    stages.map { backbone.stages[$0].geometry.overImage(enlargedBy: description.magnification) }
  }

  /// The map of each stage, of its own size.
  func layers(_ pixels: Tensor, context: ComputeContext) -> [FeatureMap] {
    parts(pixels, context: context).map { FeatureMap($0) }
  }

  /// The features, of the maps of all stages.
  func features(of layers: [FeatureMap], context: ComputeContext) -> FeatureMap {
    FeatureMap(joined(layers.map(\.raw), context: context))
  }

  /// What the features are made of: the map of each stage, or one row for each image.
  func parts(_ pixels: Tensor, context: ComputeContext) -> [Tensor] {
    guard !description.describesImages else {
      return average(pixels, context: context) { [backbone.imageFeatures($0, context: context)] }
    }
    return average(pixels, context: context) { backbone.maps($0, stages: stages, context: context) }
  }

  /// The number of values in ``parts(_:context:)`` of a square image.
  func valuesOfParts(side: Int) -> Int {
    description.describesImages
      ? channels
      : zip(layerGeometries, layerChannels).reduce(0) { sum, layer in
        sum + layer.1 * (side / layer.0.reduction) * (side / layer.0.reduction)
      }
  }

  /// What `body` makes of the pixels as the network sees them, averaged with what it makes of the mirrored ones where that is
  /// asked for.
  private func average(_ pixels: Tensor, context: ComputeContext, _ body: (Tensor) -> [Tensor]) -> [Tensor] {
    let input = input(pixels, context: context)
    let results = body(input)
    guard description.mirrored else { return results }
    return zip(results, body(input.mirroredColumns())).map { $0.averaged(with: $1.mirroredColumns()) }
  }

  /// The pixels as the network sees them.
  private func input(_ pixels: Tensor, context: ComputeContext) -> Tensor {
    precondition(pixels.shape.channels == bands, "pixels \(pixels.shape) for a network of \(bands) bands")
    let (shape, factor) = (pixels.shape, description.magnification)
    var input = BilinearResampling.forward(
      pixels, height: shape.height * factor, width: shape.width * factor, context: context)
    let B = bands
    func value(_ values: [Float], _ band: Int) -> Float { values.count == 1 ? values[0] : values[band] }
    let means = (0..<B).map { value(description.normalization.mean, $0) }
    let factors = (0..<B).map { 1 / value(description.normalization.deviation, $0) }
    input.withUnsafeMutableBuffer { values in
      for start in stride(from: 0, to: values.count, by: B) {
        for band in 0..<B { values[start + band] = (values[start + band] - means[band]) * factors[band] }
      }
    }
    return input
  }

  /// Maps side by side, each brought to the size of the largest.
  func joined(_ maps: [Tensor], context: ComputeContext) -> Tensor {
    guard maps.count > 1, let finest = maps.max(by: { $0.shape.pixels < $1.shape.pixels })?.shape else {
      return maps[0]
    }
    var result = context.uninitialized(finest.with(channels: channels))
    var first = 0
    for map in maps {
      let resized = BilinearResampling.forward(map, height: finest.height, width: finest.width, context: context)
      result.setChannels(from: first, to: resized)
      first += map.shape.channels
    }
    return result
  }
}
