import NeuralNet
import ProtocolMessages
import Segmentation

extension GraphBuilder {
  /// The features of a pretrained network: its maps side by side, or one row for each image.
  func backbone(_ features: BackboneFeatures, of pixels: GraphMap) throws -> GraphMap {
    joinedLayers(try layers(of: features, of: pixels))
  }

  /// Maps side by side, each brought to the size of the largest.
  func joinedLayers(_ maps: [GraphMap]) -> GraphMap {
    let finest = finest(of: maps)
    return joined(maps.map { resized($0, height: finest.height, width: finest.width) })
  }

  /// The map of each stage of a pretrained network, averaged with that of the mirrored image where that is asked for.
  func layers(of features: BackboneFeatures, of pixels: GraphMap) throws -> [GraphMap] {
    let description = features.description
    let factor = description.magnification
    let image = resized(pixels, height: pixels.height.times(factor), width: pixels.width.times(factor))
    let (mean, deviation) = (description.normalization.mean, description.normalization.deviation)
    let input = apply(
      "Mul", apply("Sub", image, [perChannel(mean, name: "normalization.mean")]),
      [perChannel(deviation.map { 1 / $0 }, name: "normalization.factor")])
    let maps = try maps(of: features, of: input)
    guard description.mirrored else { return maps }
    let others = try self.maps(of: features, of: mirrored(input))
    return zip(maps, others).map { own, other in
      let turned = description.describesImages ? other : mirrored(other)
      return apply("Mul", sum([own, turned]), [number(0.5)])
    }
  }

  private func maps(of features: BackboneFeatures, of input: GraphMap) throws -> [GraphMap] {
    let describesImages = features.description.describesImages
    let wanted = describesImages ? [features.backbone.stages.count - 1] : features.stages
    let maps: [GraphMap]
    switch features.backbone {
    case let network as ResNet: maps = stages(of: network, through: wanted.max() ?? 0, input)
    case let network as EfficientNetLite: maps = stages(of: network, through: wanted.max() ?? 0, input)
    case let network as VisionTransformer:
      return try self.maps(of: network, stages: wanted, describesImages: describesImages, input)
    default: throw ExportError.unknownPart("the pretrained network \(features.backbone.name)")
    }
    return wanted.map { describesImages ? averagedImage(maps[$0]) : maps[$0] }
  }

  private func stages(of network: ResNet, through last: Int, _ input: GraphMap) -> [GraphMap] {
    var map = pooled(folded(network.stem, "stem", input), kernel: 3, stride: 2, zeros: 1)
    var stages: [GraphMap] = []
    for (layer, blocks) in network.layers.enumerated() where layer <= last {
      for (index, block) in blocks.enumerated() {
        let name = "layer\(layer + 1).\(index)"
        let added = block.shortcut.map { folded($0, name + ".shortcut", map) } ?? map
        var inner = map
        for (place, convolution) in block.first.enumerated() {
          inner = folded(convolution, "\(name).conv\(place + 1)", inner)
        }
        map = folded(block.last, "\(name).conv\(block.first.count + 1)", inner, adding: added)
      }
      stages.append(map)
    }
    return stages
  }

  private func stages(of network: EfficientNetLite, through last: Int, _ input: GraphMap) -> [GraphMap] {
    var map = folded(network.stem, "stem", input)
    var stages: [GraphMap] = []
    for (group, blocks) in network.groups.enumerated() where stages.count <= last {
      for (index, block) in blocks.enumerated() {
        let name = "blocks.\(group).\(index)"
        let wide = block.expansion.map { folded($0, name + ".expansion", map) } ?? map
        map = folded(
          block.projection, name + ".projection", folded(block.depthwise, name + ".depthwise", wide),
          adding: block.addsInput ? map : nil)
      }
      if EfficientNetLite.stagedGroups.contains(group) { stages.append(map) }
    }
    if let head = network.head, stages.count <= last { stages.append(folded(head, "head", map)) }
    return stages
  }

  /// A convolution of a pretrained network, plus a map where there is one, and its activation.
  private func folded(
    _ convolution: FoldedConvolution, _ name: String, _ map: GraphMap, adding added: GraphMap? = nil
  ) -> GraphMap {
    let (kernel, stride) = (convolution.kernel, convolution.stride)
    let isDepthwise = convolution.isDepthwise
    let zeros =
      switch convolution.padding {
      case .symmetric: (before: kernel / 2, after: kernel / 2)
      // The sizes of maps are multiples of the stride.
      case .same: (before: max(0, kernel - stride) / 2, after: max(0, kernel - stride) - max(0, kernel - stride) / 2)
      }
    var result = convolved(
      map,
      GraphConvolution(
        weights: convolution.plainWeights.values,
        bias: Array(convolution.bias.values.prefix(convolution.outputChannels)), kernel: (kernel, kernel),
        stride: stride, zeros: zeros, isDepthwise: isDepthwise, name: name))
    if let added { result = sum([result, added]) }
    switch convolution.activation {
    case .none: return result
    case .relu: return apply("Relu", result)
    case .relu6: return apply("Clip", result, [number(0), number(6)])
    }
  }
}
