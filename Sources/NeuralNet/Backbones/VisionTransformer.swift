import Basics

// N images, H height, W width, D channels.

/// A vision transformer: DINO, DINOv2, MAE, and others of the same form with any number of bands.
///
/// The shapes of the weights tell patch size, width, depth and bands. They do not tell the number of heads, which is one for
/// each 64 channels (16 for the widths 1152, 1280, 1408 and 1664) unless the metadata `heads` says otherwise. The metadata
/// `layer_norm_eps` replaces the number that layer norm adds to variances: 1e-6, or 1e-12 for the names of `transformers`
/// without LayerScale. The metadata `positions` replaces the interpolation of position embeddings: see
/// ``BicubicResampling/Kind``.
///
/// Images of more patches than a window has are seen through overlapping windows.
package struct VisionTransformer: Backbone {
  package let name: String
  package let bands: Int
  package let stages: [BackboneStage]
  package let usualStages: [Int]
  package let usualNormalization: BackboneNormalization

  package let embedding: PatchEmbedding
  /// Shapes: [H, W, D].
  package let positions: Tensor
  package let interpolation: BicubicResampling.Kind
  package let hasClassToken: Bool
  package let blocks: [TransformerBlock]
  package let norm: LayerNorm
  package let windows: PatchWindows

  /// The most tokens that are worked on at once, unless one window has more.
  private static let tokensAtOnce = 4096

  /// - Parameters:
  ///   - window: the patches of a window along each axis.
  ///   - step: the patches from one window to the next.
  /// - Returns: nil where the names are those of another family.
  /// - Throws: ``BackboneError``, ``SafetensorsError``.
  package init?(_ weights: BackboneWeights, window: Int = 37, step: Int = 24) throws {
    guard let names = try VisionTransformerNames(weights) else { return nil }
    let reader = try VisionTransformerReader(weights, names: names)
    (embedding, positions, hasClassToken) = try reader.embedding()
    blocks = try reader.blocks()
    norm = try reader.norm("norm")
    windows = PatchWindows(size: window, step: step)
    interpolation = try Self.interpolation(weights, names: names, width: reader.width)
    bands = embedding.bands
    let (patch, width) = (embedding.patch, reader.width)
    let size = [192: "Ti", 384: "S", 768: "B", 1024: "L", 1280: "H", 1408: "g", 1536: "g"][width] ?? "\(width)"
    let registers = embedding.leading.shape[0] - (hasClassToken ? 1 : 0)
    name = "ViT-\(size)/\(patch)" + (registers > 0 ? " with \(registers) registers" : "")
    // All windows over a tile lie within one period around it.
    let geometry = TileGeometry(reduction: patch, reach: (step - 1) * patch, period: step * patch)
    stages = blocks.indices.map { BackboneStage(name: "block\($0 + 1)", channels: width, geometry: geometry) }
    usualStages = [blocks.count - 1]
    // A classifier or a pooler is a sign of supervised training, for which values from -1 to 1 are usual.
    let isSupervised = ["pooler.dense.weight", "head.weight", "classifier.weight"].contains {
      names.has($0) || weights.shape($0) != nil
    }
    usualNormalization =
      bands != 3 ? .none : isSupervised && !names.has("blocks.0.ls1.gamma") ? .symmetric : .imageNet
  }

  /// The interpolation of the library or repository of the weights. Names do not tell DINO's own files from those of `timm`,
  /// whose way is then taken.
  private static func interpolation(
    _ weights: BackboneWeights, names: VisionTransformerNames, width: Int
  ) throws -> BicubicResampling.Kind {
    if let text = weights.metadata["positions"] {
      guard let kind = BicubicResampling.Kind(rawValue: text) else {
        let known = BicubicResampling.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw BackboneError(path: weights.path, reason: "its positions \(text) is none of \(known)")
      }
      return kind
    }
    switch names.style {
    case .transformers: return names.has("reg_token") ? .antialiased : .plain
    case .timm:
      // Only DINOv2's own files have a mask token of two axes.
      let isDINOv2 = weights.shape(names.original("mask_token")) == [1, width]
      return isDINOv2 && !names.has("reg_token") ? .offset : .antialiased
    }
  }

  package func maps(_ input: Tensor, stages wanted: [Int], context: ComputeContext) -> [Tensor] {
    let shape = input.shape
    var maps = wanted.map { _ in
      context.zeros(
        Shape([shape.batch, shape.height / embedding.patch, shape.width / embedding.patch, norm.scale.count]))
    }
    let last = wanted.max() ?? -1
    run(input, through: last, context: context) { place, tokens, images, part in
      for (index, stage) in wanted.enumerated() where stage == place {
        TokenMap.add(
          tokens, leading: embedding.leading.shape[0], norm: norm, images: images, part: part, to: &maps[index],
          context: context)
      }
    }
    return maps
  }

  /// The class token after the last layer norm. Where there is none, it is the mean of the patches. An image of several
  /// windows has the mean of their class tokens.
  package func imageFeatures(_ input: Tensor, context: ComputeContext) -> Tensor {
    let (N, D) = (input.shape.batch, norm.scale.count)
    guard hasClassToken else {
      return ImageAverage.forward(
        FeatureMap(maps(input, stages: [blocks.count - 1], context: context)[0]), context: context)
    }
    var sums = [Float](repeating: 0, count: N * D)
    var count = 0
    run(input, through: blocks.count - 1, context: context) { place, tokens, images, _ in
      guard place == blocks.count - 1 else { return }
      if images.lowerBound == 0 { count += 1 }
      let first = TokenPanels(tokens.rows(0..<1, context: context), context: context)
      let values = norm.apply(first, context: context).rows(context: context).values
      for index in values.indices { sums[images.lowerBound * D + index] += values[index] }
    }
    return Tensor([N, 1, 1, D], values: sums.map { $0 / Float(count) })
  }

  /// Runs the blocks on each window.
  /// - Parameter body: gets the tokens of some images in a window after each block.
  private func run(
    _ input: Tensor, through last: Int, context: ComputeContext,
    _ body: (_ place: Int, _ tokens: TokenPanels, _ images: Range<Int>, _ part: TokenMap.Part) -> Void
  ) {
    let (shape, patch) = (input.shape, embedding.patch)
    precondition(
      shape.channels == bands && shape.height % patch == 0 && shape.width % patch == 0 && shape.count > 0,
      "\(name) for \(bands) bands takes no input \(shape)")
    let columns = windows.windows(shape.width / patch)
    for (rowRange, rowWeights) in windows.windows(shape.height / patch) {
      for (columnRange, columnWeights) in columns {
        let part = TokenMap.Part(
          rows: rowRange, columns: columnRange, rowWeights: rowWeights, columnWeights: columnWeights)
        let positions = BicubicResampling.forward(
          positions, height: rowRange.count, width: columnRange.count, kind: interpolation, context: context)
        let images = max(1, Self.tokensAtOnce / (rowRange.count * columnRange.count))
        for start in stride(from: 0, to: shape.batch, by: images) {
          let images = start..<min(shape.batch, start + images)
          var tokens = embedding.tokens(
            of: input, images: images, rows: rowRange, columns: columnRange, positions: positions, context: context)
          TransformerBlock.run(blocks[...last], on: &tokens, context: context) { place, tokens in
            body(place, tokens, images, part)
          }
        }
      }
    }
  }
}
