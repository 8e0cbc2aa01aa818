import Basics

/// The names of the tensors of an ``EfficientNetLite``, and what they say about padding and batch norms.
struct EfficientNetConvention: Sendable {
  enum Naming { case efficientNetPyTorch, timm }

  let naming: Naming
  /// What stands before all names.
  let prefix: String
  let padding: FoldedConvolution.Padding
  /// What batch norms add to variances.
  let epsilon: Double
  let normalization: BackboneNormalization

  /// - Returns: nil for the weights of another family.
  /// - Throws: ``BackboneError`` for an EfficientNet that is not of the Lite kind.
  init?(_ weights: BackboneWeights) throws {
    if let prefix = try weights.prefix(before: "_blocks.0._depthwise_conv.weight") {
      (naming, self.prefix) = (.efficientNetPyTorch, prefix)
    } else if let prefix = try weights.prefix(before: "blocks.0.0.conv_dw.weight") {
      (naming, self.prefix) = (.timm, prefix)
    } else {
      return nil
    }
    if let name = weights.names.filter({ $0.contains("._se_") || $0.contains(".se.") }).min() {
      throw BackboneError(
        path: weights.path,
        reason: "it is an EfficientNet with tensor \(name); of these networks only those of the Lite kind are computed")
    }
    let followsTensorFlow: Bool
    switch (naming, weights.metadata["architecture"]) {
    case (.efficientNetPyTorch, _): followsTensorFlow = true
    case (.timm, let architecture?): followsTensorFlow = architecture.hasPrefix("tf_")
    // The files of timm do not say. Of its weights, only `efficientnet_lite0` has a twin that was trained in PyTorch.
    case (.timm, nil): followsTensorFlow = weights.shape(prefix + "blocks.1.2.conv_dw.weight") != nil
    }
    (padding, epsilon) = followsTensorFlow ? (.same, 1e-3) : (.symmetric, 1e-5)
    normalization = followsTensorFlow ? .symmetric : .imageNet
  }

  /// The first convolution.
  var stem: InvertedBottleneck.Names.Pair {
    naming == .timm ? pair("conv_stem", "bn1") : pair("_conv_stem", "_bn0")
  }
  /// The convolution after the last block.
  var head: InvertedBottleneck.Names.Pair {
    naming == .timm ? pair("conv_head", "bn2") : pair("_conv_head", "_bn1")
  }
  var classifier: String { prefix + (naming == .timm ? "classifier" : "_fc") }

  /// How the names of the modules begin that maps are computed with, without the prefix.
  var modules: [String] {
    naming == .timm ? ["conv_stem.", "bn1.", "blocks."] : ["_conv_stem.", "_bn0.", "_blocks."]
  }

  /// The blocks in the order in which they are computed, by groups of which the first block may have a stride.
  ///
  /// Where names do not tell the groups, a group ends where the number of channels changes.
  func groups(_ weights: BackboneWeights) -> [[InvertedBottleneck.Names]] {
    switch naming {
    case .timm:
      return sequence { group in
        let blocks = sequence { names(weights, "blocks.\(group).\($0)") }
        return blocks.isEmpty ? nil : blocks
      }
    case .efficientNetPyTorch:
      var (groups, previous): ([[InvertedBottleneck.Names]], Int?) = ([], nil)
      for names in sequence({ names(weights, "_blocks.\($0)") }) {
        let channels = weights.shape(names.projection.convolution + ".weight")?.first
        if groups.isEmpty || channels != previous { groups.append([]) }
        groups[groups.count - 1].append(names)
        previous = channels
      }
      return groups
    }
  }

  private func sequence<Element>(_ next: (Int) -> Element?) -> [Element] {
    var elements: [Element] = []
    while let element = next(elements.count) { elements.append(element) }
    return elements
  }

  private func pair(_ convolution: String, _ norm: String) -> InvertedBottleneck.Names.Pair {
    (prefix + convolution, prefix + norm)
  }

  /// The names of a block; nil where it has no convolution of channels on their own.
  private func names(_ weights: BackboneWeights, _ block: String) -> InvertedBottleneck.Names? {
    func has(_ module: String) -> Bool { weights.shape("\(prefix)\(block).\(module).weight") != nil }
    func pair(_ convolution: String, _ norm: String) -> InvertedBottleneck.Names.Pair {
      self.pair("\(block).\(convolution)", "\(block).\(norm)")
    }
    guard has(naming == .timm ? "conv_dw" : "_depthwise_conv") else { return nil }
    switch naming {
    case .efficientNetPyTorch:
      return InvertedBottleneck.Names(
        expansion: has("_expand_conv") ? pair("_expand_conv", "_bn0") : nil, depthwise: pair("_depthwise_conv", "_bn1"),
        projection: pair("_project_conv", "_bn2"))
    case .timm where has("conv_pwl"):
      return InvertedBottleneck.Names(
        expansion: pair("conv_pw", "bn1"), depthwise: pair("conv_dw", "bn2"), projection: pair("conv_pwl", "bn3"))
    case .timm:
      return InvertedBottleneck.Names(
        expansion: nil, depthwise: pair("conv_dw", "bn1"), projection: pair("conv_pw", "bn2"))
    }
  }
}
