import Basics

/// EfficientNet-Lite0 to 4, or one of other depths and widths, in the names of `efficientnet_lite_pytorch` and of `timm`.
///
/// The file tells the depth, the widths and the number of bands. Paddings and batch norms are those of TensorFlow in files
/// with the names of `efficientnet_lite_pytorch`. In the names of `timm` the metadata `architecture` decides: where it begins
/// with `tf_`, they are TensorFlow's, and otherwise PyTorch's. Without it, the weights of Lite0 are taken for those of
/// `efficientnet_lite0`, and all others for TensorFlow's. TensorFlow's take values from -1 to 1, and PyTorch's those with the
/// mean and deviation of ImageNet.
///
/// - Source: Tan and Le, ICML 2019; the Lite kind has no squeeze-and-excitation, and ReLU6.
public struct EfficientNetLite: Backbone {
  /// Of the first block of each group.
  private static let strides = [1, 2, 2, 2, 1, 2, 1]
  private static let kernels = [3, 3, 5, 3, 5, 5, 3]
  /// The groups whose last maps are stages. Each is the last of its size.
  package static let stagedGroups = [0, 1, 2, 4, 6]

  public let name: String
  public let bands: Int
  public let stages: [BackboneStage]
  public let usualNormalization: BackboneNormalization

  package let stem: FoldedConvolution
  package let groups: [[InvertedBottleneck]]
  package let head: FoldedConvolution?
  private let classifier: BackboneClassifier?

  /// - Returns: nil for the weights of another family.
  /// - Throws: `SafetensorsError` for a tensor that is missing, has another shape, holds values that are not finite, or is
  ///   not part of such a network; ``BackboneError``.
  package init?(_ weights: BackboneWeights) throws {
    guard let convention = try EfficientNetConvention(weights) else { return nil }
    let context = ComputeContext()
    func convolution(
      _ pair: InvertedBottleneck.Names.Pair, _ shape: [Int?], stride: Int
    ) throws -> FoldedConvolution {
      try weights.folded(
        pair.convolution, norm: pair.norm, shape: shape, stride: stride, padding: convention.padding,
        activation: .relu6, epsilon: convention.epsilon, context: context)
    }
    let names = convention.groups(weights)
    guard names.count == Self.strides.count else {
      throw BackboneError(
        path: weights.path,
        reason: "its blocks are in \(names.count) groups, where an EfficientNet has \(Self.strides.count)")
    }
    stem = try convolution(convention.stem, [nil, nil, 3, 3], stride: 2)
    var (geometry, channels) = (stem.geometry, stem.outputChannels)
    var (groups, stages): ([[InvertedBottleneck]], [BackboneStage]) = ([], [])
    for (index, group) in names.enumerated() {
      var blocks: [InvertedBottleneck] = []
      for names in group {
        let block = try InvertedBottleneck(
          weights, names, channels: channels, kernel: Self.kernels[index],
          stride: blocks.isEmpty ? Self.strides[index] : 1, convention: convention, context: context)
        (geometry, channels) = (geometry.followed(by: block.geometry), block.outputChannels)
        blocks.append(block)
      }
      groups.append(blocks)
      guard Self.stagedGroups.contains(index) else { continue }
      stages.append(BackboneStage(name: "stride\(geometry.reduction)", channels: channels, geometry: geometry))
    }
    if weights.shape(convention.head.convolution + ".weight") != nil {
      let head = try convolution(convention.head, [nil, channels, 1, 1], stride: 1)
      channels = head.outputChannels
      stages.append(BackboneStage(name: "head", channels: channels, geometry: geometry))
      self.head = head
    } else {
      head = nil
    }
    classifier = head == nil ? nil : try BackboneClassifier(weights, convention.classifier, channels: channels)
    (self.groups, self.stages) = (groups, stages)
    let used = Set(
      ([convention.stem] + names.joined().flatMap(\.all)).flatMap { pair in
        [pair.convolution + ".weight"] + ["weight", "bias", "running_mean", "running_var"].map { "\(pair.norm).\($0)" }
      })
    try weights.refuseOthers(prefix: convention.prefix, modules: convention.modules) {
      used.contains(convention.prefix + $0)
    }
    bands = stem.inputChannels
    usualNormalization = bands == 3 ? convention.normalization : .none
    name = Self.name(blocks: groups.map(\.count), channels: groups[6][0].outputChannels)
  }

  /// The member of the family with this depth and this width.
  private static func name(blocks: [Int], channels: Int) -> String {
    let members = [
      (0, [1, 2, 2, 3, 3, 4, 1], 320), (1, [1, 3, 3, 4, 4, 5, 1], 320), (2, [1, 3, 3, 4, 4, 5, 1], 352),
      (3, [1, 3, 3, 5, 5, 6, 1], 384), (4, [1, 4, 4, 6, 6, 8, 1], 448),
    ]
    guard let (number, _, _) = members.first(where: { $0.1 == blocks && $0.2 == channels }) else {
      return "EfficientNet-Lite of \(blocks.reduce(0, +)) blocks"
    }
    return "EfficientNet-Lite\(number)"
  }

  /// Those of stride 4 to 32.
  public var usualStages: [Int] { [1, 2, 3, 4] }

  public func maps(_ input: Tensor, stages wanted: [Int], context: ComputeContext) -> [Tensor] {
    BackboneRun.maps(input, stages: stages, wanted: wanted, context: context) { image, take in
      guard let last = wanted.last else { return }
      var map = stem(image, context: context)
      for (stage, group) in Self.stagedGroups.enumerated() where stage <= last {
        let previous = stage == 0 ? -1 : Self.stagedGroups[stage - 1]
        for block in groups[previous + 1...group].joined() { map = block(map, context: context) }
        take(stage, map)
      }
      if let head, last == Self.stagedGroups.count { take(last, head(map, context: context)) }
    }
  }

  /// The means of the head's map, as classifiers see it, or of the last map without a head.
  public func imageFeatures(_ input: Tensor, context: ComputeContext) -> Tensor {
    ImageAverage.forward(FeatureMap(maps(input, stages: [stages.count - 1], context: context)[0]), context: context)
  }

  /// The logits of the classes; nil where the file has no classifier.
  /// - Shapes: input as for ``maps(_:stages:context:)``, result [N, 1, 1, classes].
  package func logits(_ input: Tensor, context: ComputeContext) -> Tensor? {
    classifier.map { $0(imageFeatures(input, context: context), context: context) }
  }
}
