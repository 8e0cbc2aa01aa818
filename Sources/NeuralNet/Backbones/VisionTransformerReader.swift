import Basics

// C bands, P patch size, D channels.

/// Takes the parameters of a ``VisionTransformer`` out of a file of weights.
struct VisionTransformerReader {
  private let weights: BackboneWeights
  let names: VisionTransformerNames
  /// D.
  let width: Int
  let heads: Int
  private let epsilon: Float

  /// Parts of other networks that have the same names otherwise.
  private static let unknown = ["norm_pre.", "dist_token", "rel_pos_bias", "rope"]
  /// The tensors of a block.
  private static let known: Set<String> = {
    let layers = ["norm1", "norm2", "attn.qkv", "attn.q", "attn.k", "attn.v", "attn.proj"]
    let hidden = ["fc1", "fc2", "w12", "w1", "w2", "w3"].map { "mlp." + $0 }
    return Set((layers + hidden).flatMap { [$0 + ".weight", $0 + ".bias"] } + ["ls1.gamma", "ls2.gamma"])
  }()
  /// The heads of the widths that are not 64 channels for each head.
  private static let headsOfWidth = [1152: 16, 1280: 16, 1408: 16, 1664: 16]

  init(_ weights: BackboneWeights, names: VisionTransformerNames) throws {
    self.weights = weights
    self.names = names
    for start in Self.unknown {
      if let name = names.names(beginning: start).min() {
        throw SafetensorsError.unexpectedTensor(path: weights.path, name: names.original(name))
      }
    }
    let width = weights.shape(names.original("patch_embed.proj.weight"))?.first ?? 0
    self.width = width
    let text = weights.metadata["heads"]
    heads = text.map { Int($0) ?? 0 } ?? Self.headsOfWidth[width] ?? (width % 64 == 0 ? width / 64 : 0)
    guard width > 0, heads > 0, width % heads == 0 else {
      throw BackboneError(
        path: weights.path,
        reason: text.map { "its heads \($0) do not divide its \(width) channels" }
          ?? "its \(width) channels do not tell the number of heads; name it by the metadata \"heads\"")
    }
    // The configurations of `transformers` have 1e-12 for the models without LayerScale.
    let usual: Float = names.style == .transformers && !names.has("blocks.0.ls1.gamma") ? 1e-12 : 1e-6
    epsilon =
      try weights.metadata["layer_norm_eps"].map { text in
        guard let value = Float(text), value >= 0, value < 1 else {
          throw BackboneError(path: weights.path, reason: "its layer_norm_eps \(text) is not a number from 0 to 1")
        }
        return value
      } ?? usual
  }

  /// The patch embedding, with the class token and the registers, and the positions of the patches.
  func embedding() throws -> (embedding: PatchEmbedding, positions: Tensor, hasClassToken: Bool) {
    let name = "patch_embed.proj.weight"
    let patch = weights.shape(names.original(name))?.last ?? 0
    let kernel = try filled(name, [width, nil, patch, patch])
    let bias = try vector("patch_embed.proj.bias", width, optional: true)
    let token = names.has("cls_token") ? try tensor("cls_token", [1, 1, width]).values : []
    let registers = names.has("reg_token") ? try tensor("reg_token", [1, nil, width]).values : []
    let positions = try tensor("pos_embed", [1, nil, width])

    // The leading tokens may have positions: all, the class token alone, or none.
    var leading = token + registers
    let (all, count) = (leading.count / width, positions.shape[1])
    let side = { (patches: Int) in (1...).first { $0 * $0 >= max(patches, 1) } ?? 1 }
    let choices = Set([min(all, 1), all, 0]).sorted { abs($0 - 1) < abs($1 - 1) }
    guard let own = choices.first(where: { count > $0 && side(count - $0) * side(count - $0) == count - $0 }) else {
      throw BackboneError(
        path: weights.path,
        reason: "its \(count) positions are not those of a square of patches and \(all) tokens before them")
    }
    let values = positions.values
    for index in 0..<own * width { leading[index] += values[index] }
    let grid = side(count - own)
    return (
      PatchEmbedding(weights: kernel, bias: bias, leading: Tensor([all, width], values: leading)),
      Tensor([grid, grid, width], values: Array(values[(own * width)...])), !token.isEmpty
    )
  }

  /// - Throws: also where a block holds tensors that are not known, as those of relative positions.
  func blocks() throws -> [TransformerBlock] {
    let found = names.blocks()
    return try (0..<found.count).map { index in
      let start = "blocks.\(index)."
      guard let names = found[index] else {
        throw SafetensorsError.missingTensor(path: weights.path, name: self.names.original(start + "norm1.weight"))
      }
      if let other = names.filter({ !Self.known.contains($0) }).min() {
        throw SafetensorsError.unexpectedTensor(path: weights.path, name: self.names.original(start + other))
      }
      return try block(start)
    }
  }

  func norm(_ name: String) throws -> LayerNorm {
    LayerNorm(
      scale: try vector(name + ".weight", width), shift: try vector(name + ".bias", width), epsilon: epsilon)
  }

  private func block(_ start: String) throws -> TransformerBlock {
    let gate = try gate(start + "mlp.", scale: start + "ls2.gamma")
    return TransformerBlock(
      attentionNorm: try norm(start + "norm1"), projections: try projections(start + "attn."),
      attentionOutput: try linear(start + "attn.proj", width, width, scale: start + "ls1.gamma"),
      hiddenNorm: try norm(start + "norm2"), hidden: gate.hidden, isGated: gate.isGated,
      output: gate.output, heads: heads)
  }

  private func projections(_ start: String) throws -> LinearLayer {
    if names.has("blocks.0.attn.qkv.weight") { return try linear(start + "qkv", width, 3 * width, bias: false) }
    return try joined(["q", "k", "v"].map { start + $0 }, width, bias: false)
  }

  /// The two layers after attention.
  private func gate(_ start: String, scale: String) throws -> (hidden: LinearLayer, isGated: Bool, output: LinearLayer)
  {
    func inner(_ name: String) -> Int? { weights.shape(names.original(start + name + ".weight"))?.last }
    if let H = inner("w3"), H > 0 {
      let hidden =
        names.has(start + "w12.weight")
        ? try linear(start + "w12", width, 2 * H) : try joined([start + "w1", start + "w2"], H)
      return (hidden, true, try linear(start + "w3", H, width, scale: scale))
    }
    let H = try filled(start + "fc2.weight", [width, nil]).shape[1]
    let isGated = weights.shape(names.original(start + "fc1.weight"))?.first == 2 * H
    return (
      try linear(start + "fc1", width, isGated ? 2 * H : H), isGated, try linear(start + "fc2", H, width, scale: scale)
    )
  }

  /// Layers of one input as one.
  private func joined(_ layers: [String], _ outputs: Int, bias isRequired: Bool = true) throws -> LinearLayer {
    let count = layers.count * outputs
    return LinearLayer(
      weights: Tensor(
        [count, width], values: try layers.flatMap { try tensor($0 + ".weight", [outputs, width]).values }),
      bias: Tensor(
        [count], values: try layers.flatMap { try vector($0 + ".bias", outputs, optional: !isRequired).values }))
  }

  /// - Parameter scale: the name of a LayerScale, which multiplies the outputs where the file has it.
  private func linear(
    _ name: String, _ inputs: Int, _ outputs: Int, bias isRequired: Bool = true, scale: String? = nil
  ) throws -> LinearLayer {
    var matrix = try tensor(name + ".weight", [outputs, inputs])
    var bias = try vector(name + ".bias", outputs, optional: !isRequired)
    if let scale, names.has(scale) {
      let factors = try tensor(scale, [outputs]).values
      bias.withUnsafeMutableBuffer { for k in 0..<outputs { $0[k] *= factors[k] } }
      matrix.withUnsafeMutableBuffer { for index in $0.indices { $0[index] *= factors[index / inputs] } }
    }
    return LinearLayer(weights: matrix, bias: bias)
  }

  /// - Parameter optional: zeros take the place of a tensor that is missing.
  private func vector(_ name: String, _ count: Int, optional: Bool = false) throws -> Tensor {
    optional && !names.has(name) ? Tensor([count]) : try tensor(name, [count])
  }

  private func tensor(_ name: String, _ expected: [Int?]) throws -> Tensor {
    try weights.tensor(names.original(name), expected)
  }

  /// A tensor that has elements.
  private func filled(_ name: String, _ expected: [Int?]) throws -> Tensor {
    let tensor = try tensor(name, expected)
    guard tensor.count > 0 else {
      throw BackboneError(path: weights.path, reason: "its tensor \(names.original(name)) has no elements")
    }
    return tensor
  }
}
