import Basics

/// A residual network: ResNet-18, 34, 50, 101 or 152, or one of other depths and widths, in the names of `torchvision`.
///
/// The file tells the depth, the widths, the number of bands, and whether blocks are bottlenecks; in those the 3x3
/// convolution has the stride. All names may have a prefix, such as `backbone.`. The classifier `fc` may be missing.
///
/// - Source: He et al., CVPR 2016.
public struct ResNet: Backbone {
  public let name: String
  public let bands: Int
  public let stages: [BackboneStage]
  public let usualNormalization: BackboneNormalization

  package let stem: FoldedConvolution
  package let layers: [[ResNetBlock]]
  private let classifier: BackboneClassifier?

  /// - Returns: nil for the weights of another family.
  /// - Throws: `SafetensorsError` for a tensor that is missing, has another shape, holds values that are not finite, or is
  ///   not part of such a network; ``BackboneError``.
  package init?(_ weights: BackboneWeights) throws {
    guard let prefix = try weights.prefix(before: "layer1.0.conv1.weight") else { return nil }
    let context = ComputeContext()
    let stem = try weights.folded(
      prefix + "conv1", norm: prefix + "bn1", shape: [nil, nil, 7, 7], stride: 2, activation: .relu,
      epsilon: ResNetBlock.epsilon, context: context)
    var geometry = stem.geometry.followed(by: TileGeometry(reduction: 2, reach: 1))
    var (layers, stages): ([[ResNetBlock]], [BackboneStage]) = ([], [])
    var channels = stem.outputChannels
    for layer in 1...4 {
      var blocks: [ResNetBlock] = []
      repeat {
        let block = try ResNetBlock(
          weights, "\(prefix)layer\(layer).\(blocks.count)", channels: channels,
          stride: layer > 1 && blocks.isEmpty ? 2 : 1, context: context)
        channels = block.outputChannels
        geometry = geometry.followed(by: block.geometry)
        blocks.append(block)
      } while weights.shape("\(prefix)layer\(layer).\(blocks.count).conv1.weight") != nil
      layers.append(blocks)
      stages.append(BackboneStage(name: "layer\(layer)", channels: channels, geometry: geometry))
    }
    try weights.refuseOthers(prefix: prefix, modules: ["conv1.", "bn1."] + (1...9).map { "layer\($0)." }) { name in
      let parts = name.split(separator: ".")
      guard let layer = parts[0].hasPrefix("layer") ? Int(parts[0].dropFirst(5)) : nil else {
        return ["weight", "bias", "running_mean", "running_var"].contains(parts[1]) && name != "conv1.bias"
      }
      guard layers.indices.contains(layer - 1), let block = Int(parts[1]), layers[layer - 1].indices.contains(block)
      else { return false }
      return layers[layer - 1][block].uses(parts.dropFirst(2).joined(separator: "."))
    }
    (self.stem, self.layers, self.stages) = (stem, layers, stages)
    bands = stem.inputChannels
    classifier = try BackboneClassifier(weights, prefix + "fc", channels: channels)
    usualNormalization = bands == 3 ? .imageNet : .none
    // A name counts the convolutions along the way, and the classifier.
    let isDeep = layers[0][0].isBottleneck
    name = "ResNet-\(layers.reduce(2) { $0 + $1.count * (isDeep ? 3 : 2) })"
  }

  public var usualStages: [Int] { Array(stages.indices) }

  public func maps(_ input: Tensor, stages wanted: [Int], context: ComputeContext) -> [Tensor] {
    BackboneRun.maps(input, stages: stages, wanted: wanted, context: context) { image, take in
      var map = OverlappingPooling.forward(stem(image, context: context), context: context)
      for (index, blocks) in layers.enumerated() where index <= wanted.last ?? -1 {
        for block in blocks { map = block(map, context: context) }
        take(index, map)
      }
    }
  }

  /// The means of the last map.
  public func imageFeatures(_ input: Tensor, context: ComputeContext) -> Tensor {
    ImageAverage.forward(FeatureMap(maps(input, stages: [stages.count - 1], context: context)[0]), context: context)
  }

  /// The logits of the classes; nil where the file has no classifier.
  /// - Shapes: input as for ``maps(_:stages:context:)``, result [N, 1, 1, classes].
  package func logits(_ input: Tensor, context: ComputeContext) -> Tensor? {
    classifier.map { $0(imageFeatures(input, context: context), context: context) }
  }
}
