import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct TransformerBlockTests {
  private static func layer(_ inputs: Int, _ outputs: Int, _ seed: UInt64) -> (values: [Double], layer: LinearLayer) {
    let weights = Tensor(
      [outputs, inputs], values: Tensor.normal([outputs * inputs], seed: seed).values.map { $0 / 3 })
    return (weights.values.map(Double.init), LinearLayer(weights: weights, bias: Tensor([outputs], repeating: 0.25)))
  }

  private static func apply(_ weights: [Double], _ rows: [Double], _ inputs: Int) -> [Double] {
    let outputs = weights.count / inputs
    return (0..<rows.count / inputs * outputs).map { place in
      let (row, k) = place.quotientAndRemainder(dividingBy: outputs)
      return (0..<inputs).reduce(0.25) { $0 + rows[row * inputs + $1] * weights[k * inputs + $1] }
    }
  }

  private static func norm(_ rows: [Double], _ D: Int) -> [Double] {
    rows.indices.map { place in
      let own = rows[place / D * D..<place / D * D + D]
      let mean = own.reduce(0, +) / Double(D)
      return (rows[place] - mean) / (own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(D) + 1e-6).squareRoot()
    }
  }

  @Test(arguments: [false, true]) func twoBlocksAgreeWithPlainSums(_ isGated: Bool) {
    let (D, H, count, heads) = (8, 12, 21, 2)
    let norm = LayerNorm(scale: Tensor([D], repeating: 1), shift: Tensor([D]), epsilon: 1e-6)
    let tokens = Tensor.normal([1, count, D], seed: 9)
    var rows = tokens.values.map(Double.init)
    var blocks: [TransformerBlock] = []
    var afterEach: [[Double]] = []
    for seed in [10, 20] as [UInt64] {
      let projections = Self.layer(D, 3 * D, seed)
      let attentionOutput = Self.layer(D, D, seed + 1)
      let hidden = Self.layer(D, isGated ? 2 * H : H, seed + 2)
      let output = Self.layer(H, D, seed + 3)
      blocks.append(
        TransformerBlock(
          attentionNorm: norm, projections: projections.layer, attentionOutput: attentionOutput.layer, hiddenNorm: norm,
          hidden: hidden.layer, isGated: isGated, output: output.layer, heads: heads))

      let projected = Self.apply(projections.values, Self.norm(rows, D), D)
      let attended = AttentionTests.reference(
        Tensor([1, count, 3 * D], values: projected.map(Float.init)), heads: heads)
      rows = zip(rows, Self.apply(attentionOutput.values, attended, D)).map { $0 + $1 }
      var between = Self.apply(hidden.values, Self.norm(rows, D), D)
      if isGated {
        between = (0..<count * H).map { place in
          let first = place / H * 2 * H + place % H
          return between[first] / (1 + exp(-between[first])) * between[first + H]
        }
      } else {
        between = between.map { 0.5 * $0 * erfc(-$0 / 2.0.squareRoot()) }
      }
      rows = zip(rows, Self.apply(output.values, between, H)).map { $0 + $1 }
      afterEach.append(rows)
    }

    for threads in [1, 2] {
      let context = ComputeContext(threads: threads)
      var panels = TokenPanels(tokens, context: context)
      var seen: [[Float]] = []
      TransformerBlock.run(blocks[...], on: &panels, context: context) { place, tokens in
        #expect(place == seen.count)
        seen.append(tokens.rows(context: context).values)
      }
      #expect(seen.count == 2)
      for (values, expected) in zip(seen, afterEach) {
        expectClose(values.map(Double.init), expected, absolute: 2e-5)
      }
      #expect(seen.last == panels.rows(context: context).values)
    }
  }
}
