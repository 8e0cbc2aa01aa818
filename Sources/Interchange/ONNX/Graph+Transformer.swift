import NeuralNet
import ProtocolMessages
import Segmentation

// N images, T tokens, D channels, d channels of a head, p tokens before those of the patches.

extension GraphBuilder {
  /// The maps of some blocks of a vision transformer, or one row for each image.
  ///
  /// The windows and the positions in them depend on the size of the image, which must be known.
  func maps(
    of network: VisionTransformer, stages: [Int], describesImages: Bool, _ input: GraphMap
  ) throws -> [GraphMap] {
    guard case .fixed(let height) = input.height, case .fixed(let width) = input.width else {
      throw ExportError.needsTile(network: network.name)
    }
    let patches = embedded(network, input)
    let patch = network.embedding.patch
    let columns = network.windows.windows(width / patch)
    var parts = stages.map { _ in [GraphMap]() }
    for rows in network.windows.windows(height / patch) {
      for columns in columns {
        var tokens = tokens(of: network, patches, rows: rows.range, columns: columns.range)
        for (place, block) in network.blocks.enumerated() where place <= stages.max() ?? -1 {
          tokens = self.block(block, "blocks.\(place)", tokens)
          for (index, stage) in stages.enumerated() where stage == place {
            let window = GraphWindow(rows: rows, columns: columns, height: height / patch, width: width / patch)
            let isToken = describesImages && network.hasClassToken
            parts[index].append(isToken ? classToken(network, tokens) : map(network, tokens, window))
          }
        }
      }
    }
    return parts.map { parts in
      guard describesImages else { return sum(parts) }
      return network.hasClassToken
        ? apply("Mul", sum(parts), [number(1 / Float(parts.count))]) : averagedImage(sum(parts))
    }
  }

  private func embedded(_ network: VisionTransformer, _ input: GraphMap) -> GraphMap {
    let (weights, bias) = network.embedding.convolution
    let patch = network.embedding.patch
    return convolved(
      input,
      GraphConvolution(
        weights: weights.values, bias: bias.values, kernel: (patch, patch), stride: patch, name: "patch_embed"))
  }

  /// The tokens of a window. Shape: [N, T, D].
  private func tokens(
    of network: VisionTransformer, _ patches: GraphMap, rows: Range<Int>, columns: Range<Int>
  ) -> String {
    let D = patches.channels
    let window = add(
      "Slice",
      [
        patches.value, list([rows.lowerBound, columns.lowerBound]), list([rows.upperBound, columns.upperBound]),
        list([2, 3]),
      ])
    let flat = add("Reshape", [window, list([0, D, rows.count * columns.count])])
    let own = add("Transpose", [flat], [.ints("perm", [0, 2, 1])])
    let positions = BicubicResampling.forward(
      network.positions, height: rows.count, width: columns.count, kind: network.interpolation,
      context: ComputeContext(threads: 1))
    let placed = add(
      "Add", [own, constant(positions, [1, rows.count * columns.count, D], name: "positions")])
    let leading = network.embedding.leading
    guard leading.count > 0 else { return placed }
    let images = add("Slice", [shape(of: placed), list([0]), list([1])])
    let target = add("Concat", [images, list([1, 1])], [.int("axis", 0)])
    let before = add("Expand", [constant(leading, [1, leading.shape[0], D], name: "leading_tokens"), target])
    return add("Concat", [before, placed], [.int("axis", 1)])
  }

  private func block(_ block: TransformerBlock, _ name: String, _ tokens: String) -> String {
    let attended = attention(block, name, normed(tokens, block.attentionNorm, name + ".norm1"))
    let middle = add("Add", [tokens, linear(attended, block.attentionOutput, name + ".attn.proj")])
    let rows = normed(middle, block.hiddenNorm, name + ".norm2")
    let inner: String
    if block.isGated {
      let half = block.output.inputs
      let own = linear(rows, block.hidden, name + ".mlp.w1", outputs: 0..<half)
      let factor = linear(rows, block.hidden, name + ".mlp.w2", outputs: half..<2 * half)
      inner = add("Mul", [add("Mul", [own, add("Sigmoid", [own])]), factor])
    } else {
      let hidden = linear(rows, block.hidden, name + ".mlp.fc1")
      let share = add("Erf", [add("Mul", [hidden, number(Float(0.5).squareRoot())])])
      inner = add("Mul", [add("Mul", [hidden, number(0.5)]), add("Add", [share, number(1)])])
    }
    return add("Add", [middle, linear(inner, block.output, name + ".mlp.fc2")])
  }

  private func attention(_ block: TransformerBlock, _ name: String, _ rows: String) -> String {
    let D = block.output.outputs
    let d = D / block.heads
    let parts = ["q", "k", "v"].enumerated().map { index, part in
      let values = linear(rows, block.projections, "\(name).attn.\(part)", outputs: index * D..<(index + 1) * D)
      let heads = add("Reshape", [values, list([0, -1, block.heads, d])])
      return add("Transpose", [heads], [.ints("perm", part == "k" ? [0, 2, 3, 1] : [0, 2, 1, 3])])
    }
    let queries = add("Mul", [parts[0], number(1 / Float(d).squareRoot())])
    let weights = add("Softmax", [add("MatMul", [queries, parts[1]])], [.int("axis", -1)])
    let mixed = add("Transpose", [add("MatMul", [weights, parts[2]])], [.ints("perm", [0, 2, 1, 3])])
    return add("Reshape", [mixed, list([0, -1, D])])
  }

  /// Some outputs of a linear layer; all unless told otherwise.
  private func linear(_ rows: String, _ layer: LinearLayer, _ name: String, outputs: Range<Int>? = nil) -> String {
    let (weights, bias) = layer.plain
    let outputs = outputs ?? 0..<layer.outputs
    let (K, C) = (outputs.count, layer.inputs)
    var turned = [Float](repeating: 0, count: K * C)
    weights.withUnsafeBuffer { weights in
      for (k, row) in outputs.enumerated() { for c in 0..<C { turned[c * K + k] = weights[row * C + c] } }
    }
    let product = add("MatMul", [rows, constant(turned, [C, K], name: name + ".weight")])
    return add("Add", [product, constant(Array(bias.values[outputs]), [K], name: name + ".bias")])
  }

  /// Each token brought to mean 0 and variance 1, then scaled and shifted.
  private func normed(_ tokens: String, _ norm: LayerNorm, _ name: String) -> String {
    let axes = [ONNXAttribute.ints("axes", [-1]), .int("keepdims", 1)]
    let centred = add("Sub", [tokens, add("ReduceMean", [tokens], axes)])
    let variance = add("ReduceMean", [add("Mul", [centred, centred])], axes)
    let deviation = add("Sqrt", [add("Add", [variance, number(norm.epsilon)])])
    let scaled = add("Mul", [add("Div", [centred, deviation]), constant(norm.scale, name: name + ".weight")])
    return add("Add", [scaled, constant(norm.shift, name: name + ".bias")])
  }

  private func classToken(_ network: VisionTransformer, _ tokens: String) -> GraphMap {
    let first = add("Slice", [tokens, list([0]), list([1]), list([1])])
    let D = network.norm.scale.count
    let value = add("Reshape", [normed(first, network.norm, "norm"), list([0, D, 1, 1])])
    return GraphMap(value: value, channels: D, height: .fixed(1), width: .fixed(1))
  }

  /// The patches of a window, by their weights and at their places in the map of the image.
  private func map(_ network: VisionTransformer, _ tokens: String, _ window: GraphWindow) -> GraphMap {
    let D = network.norm.scale.count
    let (rows, columns) = (window.rows.range, window.columns.range)
    let own = add(
      "Slice", [tokens, list([network.embedding.leading.shape[0]]), list([Int(Int32.max)]), list([1])])
    let turned = add("Transpose", [normed(own, network.norm, "norm")], [.ints("perm", [0, 2, 1])])
    var value = add("Reshape", [turned, list([0, D, rows.count, columns.count])])
    if rows.count < window.height || columns.count < window.width {
      let weights = window.rows.weights.flatMap { row in window.columns.weights.map { row * $0 } }
      value = add("Mul", [value, constant(weights, [1, 1, rows.count, columns.count], name: "window")])
      let zeros = [
        0, 0, rows.lowerBound, columns.lowerBound, 0, 0, window.height - rows.upperBound,
        window.width - columns.upperBound,
      ]
      value = add("Pad", [value, list(zeros)], [.text("mode", "constant")])
    }
    return GraphMap(value: value, channels: D, height: .fixed(window.height), width: .fixed(window.width))
  }
}

/// A window of a transformer on the patches of an image.
private struct GraphWindow {
  let rows, columns: (range: Range<Int>, weights: [Float])
  let height, width: Int
}
