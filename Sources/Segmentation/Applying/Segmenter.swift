import Basics
import Datasets
import Imaging
import NeuralNet

/// Turns images into label maps with a trained model.
public struct Segmenter: Sendable {
  /// The trained model.
  public let model: SegmentationModel
  /// What masks show.
  public let map: ClusterMap
  /// Whether probabilities are averaged over the mirrored image too.
  public let flips: Bool
  /// The clusters that the masks can show under their numbers, and the model and map that they are of.
  public let naming: Naming
  /// How masks are written to files; the indices of the clusters unless set.
  public var encoding: MaskEncoding
  /// Merges the small regions of label maps into their neighbours; nil to leave all regions. Regions are those of the classes that
  /// clusters show. Masks of probabilities and margins are not changed.
  public var sieve: Sieve?
  /// Radius in pixels of the windows in which masks follow the image's edges; 0 for none.
  public let smoothingRadius: Int
  /// Clusters that the masks can show.
  public let clusters: Int
  package let tileSide: Int
  let features: any FeatureExtractor
  private let classifier: any PixelClassifier
  package let geometry: TileGeometry

  /// - Parameters:
  ///   - map: the name of the map to show; nil for that of the model's configuration, or the first map where the model has
  ///     fewer clusters in it than classes.
  ///   - smoothingRadius: as the property; nil for that of the model's configuration.
  ///   - tileSide: pixels along the tiles that the image is cut into; memory grows with its square. Nil for 512, or more where
  ///     the network sees far.
  /// - Throws: ``SegmentationError/mapMissing(_:known:)``, ``SegmentationError/groupsImages``.
  public init(
    _ model: SegmentationModel, map name: String? = nil, flips: Bool = false, smoothingRadius: Int? = nil,
    tileSide: Int? = nil
  ) throws {
    guard !model.groupsImages else { throw SegmentationError.groupsImages }
    let name = name ?? Self.defaultMap(of: model)
    guard let map = model.description.map(named: name) else {
      throw SegmentationError.mapMissing(name, known: model.description.maps.map(\.name))
    }
    self.model = model
    self.map = map
    self.flips = flips
    self.smoothingRadius = smoothingRadius ?? model.description.segmentation.smoothingRadius
    features = model.features
    geometry = features.geometry
    self.tileSide = max(1, tileSide ?? geometry.tileSide(least: 512))
    classifier = model.classifier(of: map)
    clusters = model.clusters(of: map)
    naming = model.naming(of: map)
    encoding = MaskEncoding(naming)
  }

  /// A segmenter that reads images as `other` does, with another classifier.
  ///
  /// Its values of a pixel need not be probabilities.
  /// - Parameter features: what the classifier gets, on the grid of the model's features; nil for these.
  init(
    _ other: Segmenter, features: (any FeatureExtractor)? = nil, classifier: any PixelClassifier,
    smoothingRadius: Int, tileSide: Int? = nil
  ) {
    model = other.model
    map = ClusterMap(other.map.name, other.map.classifier)
    flips = false
    self.smoothingRadius = smoothingRadius
    self.tileSide = tileSide ?? other.tileSide
    self.features = features ?? other.features
    geometry = other.geometry
    self.classifier = classifier
    clusters = classifier.clusters
    naming = Naming(clusters: clusters, model: other.naming.model, map: other.map.name)
    encoding = MaskEncoding(naming)
  }

  /// The map that the model's configuration asks for; the first where no other tells as many clusters apart.
  package static func defaultMap(of model: SegmentationModel) -> String {
    let maps = model.description.maps
    let finest = maps.dropFirst().map { model.classifier(of: $0).clusters }.max() ?? 0
    return finest < model.classes ? maps[0].name : model.description.segmentation.head
  }

  /// Cluster probabilities of a tile's window.
  /// - Parameters:
  ///   - pixels: the window, interleaved, in the model's image channels, 0...1.
  ///   - scale: network pixels for each pixel of the image, along both axes.
  func probabilities(
    _ pixels: Tensor, window: PixelRegion, grid: TileGrid, scale: (x: Double, y: Double), context: ComputeContext
  ) -> ProbabilityMap {
    var values = probabilities(pixels, context: context)
    if flips {
      let mirrored = probabilities(pixels.mirroredColumns(), context: context).mirroredColumns()
      values = values.averaged(with: mirrored)
    }
    guard geometry.allowsTiles else {
      return ProbabilityMap(
        values: values, origin: (0, 0), gridWidth: values.shape.width, gridHeight: values.shape.height,
        step: (
          scale.x * Double(values.shape.width) / Double(grid.width),
          scale.y * Double(values.shape.height) / Double(grid.height)
        ))
    }
    let reduction = geometry.reduction
    return ProbabilityMap(
      values: values, origin: (window.x / reduction, window.y / reduction),
      gridWidth: grid.width / reduction, gridHeight: grid.height / reduction,
      step: (scale.x / Double(reduction), scale.y / Double(reduction)))
  }

  /// - Shapes: pixels [1, H, W, C], result [1, H', W', K].
  private func probabilities(_ pixels: Tensor, context: ComputeContext) -> Tensor {
    let values = classifier.probabilities(features.features(pixels, context: context), context: context)
    return map.grouping.map { values.summed(into: $0.groups, count: $0.count) } ?? values
  }
}
