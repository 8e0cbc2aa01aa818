import Basics
import Datasets
import Imaging
import NeuralNet

/// Turns images into label maps with a trained model.
public struct Segmenter: Sendable {
  public let model: SegmentationModel
  public let head: OutputHead
  /// Whether probabilities are averaged over the mirrored image too.
  public let flips: Bool
  /// How masks are written to files; the indices of the clusters unless set.
  public var encoding: MaskEncoding
  /// Radius in pixels of the windows in which masks follow the image's edges; 0 for none.
  public let smoothingRadius: Int
  /// Clusters that the masks can show.
  public let clusters: Int
  let tileSide: Int

  /// - Parameters:
  ///   - head: whose clusters to show; nil for those of the model's configuration.
  ///   - smoothingRadius: as the property; nil for that of the model's configuration.
  ///   - tileSide: pixels along the tiles that the image is cut into; memory grows with its square.
  /// - Throws: ``SegmentationError/headMissing(_:)``.
  public init(
    _ model: SegmentationModel, head: OutputHead? = nil, flips: Bool = false, smoothingRadius: Int? = nil,
    tileSide: Int = 512
  ) throws {
    let overclusters = model.network.clusters(.overclustering)
    let head = head ?? (overclusters < model.network.clusters(.main) ? .main : model.configuration.segmentation.head)
    if model.network.clusters(head.networkHead) == 0 || (head == .merged && model.mergedClasses == nil) {
      throw SegmentationError.headMissing(head)
    }
    self.model = model
    self.head = head
    self.flips = flips
    self.smoothingRadius = smoothingRadius ?? model.configuration.segmentation.smoothingRadius
    self.tileSide = max(1, tileSide)
    clusters = head == .overclustering ? overclusters : model.network.clusters(.main)
    encoding = MaskEncoding(clusters: clusters)
  }

  /// The tiles of an image of this size, in network pixels.
  ///
  /// An axis is continued to whole features, and to the size of the training crops where it is shorter.
  func grid(width: Int, height: Int) -> TileGrid {
    let network = model.network
    let reduction = network.reduction
    let shortest = min(model.configuration.input.cropSize, tileSide)
    func continued(_ length: Int) -> Int { (max(length, shortest) + reduction - 1) / reduction * reduction }
    let (width, height) = (continued(width), continued(height))
    guard network.allowsTiles else { return TileGrid(width: width, height: height, side: max(width, height), halo: 0) }
    func whole(_ length: Int) -> Int { (length + network.period - 1) / network.period * network.period }
    // A pixel between two features takes from both.
    let reach = network.reach + reduction + (model.configuration.input.sobel ? 1 : 0)
    return TileGrid(width: width, height: height, side: whole(tileSide), halo: whole(reach))
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
    guard model.network.allowsTiles else {
      return ProbabilityMap(
        values: values, origin: (0, 0), gridWidth: values.shape.width, gridHeight: values.shape.height,
        step: (
          scale.x * Double(values.shape.width) / Double(grid.width),
          scale.y * Double(values.shape.height) / Double(grid.height)
        ))
    }
    let reduction = model.network.reduction
    return ProbabilityMap(
      values: values, origin: (window.x / reduction, window.y / reduction),
      gridWidth: grid.width / reduction, gridHeight: grid.height / reduction,
      step: (scale.x / Double(reduction), scale.y / Double(reduction)))
  }

  /// - Shapes: pixels [1, H, W, C], result [1, H', W', K].
  private func probabilities(_ pixels: Tensor, context: ComputeContext) -> Tensor {
    let input = model.configuration.input.prepared(pixels, context: context)
    let (features, _) = model.network.trunk(input, state: model.state, mode: .inference, context: context)
    let networkHead = head.networkHead
    let values = model.network.featureProbabilities(
      features, head: networkHead, subhead: model.subheads[networkHead] ?? 0, state: model.state, context: context)
    guard head == .merged, let classes = model.mergedClasses else { return values }
    return values.summed(into: classes, count: clusters)
  }
}
