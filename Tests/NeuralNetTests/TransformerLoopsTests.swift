import CTransformer
import Foundation
import NeuralNet
import TestSupport
import Testing

/// The loops of all instruction sets that this processor can run. Other tests see only the fastest.
@Suite struct TransformerLoopsTests {
  private static let panel = TokenPanels.width

  private static let sets: [TransformerKernels] = {
    var sets: [TransformerKernels] = []
    while let kernels = transformer_kernels(Int32(sets.count)) { sets.append(kernels.pointee) }
    return sets
  }()

  @Test func `there are portable loops, which come last`() {
    #expect(Self.sets.last.map { String(cString: $0.name) } == "portable")
  }

  /// Numbers of outputs that leave blocks of every size, and more inputs than are taken at once.
  @Test(arguments: 0..<sets.count, [1, 2, 5, 6, 7, 13, 23, 24, 25, 31, 48, 70])
  func linearLayersAgreeWithPlainSums(_ set: Int, _ outputs: Int) {
    let kernels = Self.sets[set]
    for inputs in [1, 3, 64, 300] {
      let panels = 2
      let weights = Tensor.normal([outputs, inputs], seed: 1)
      let (rows, bias) = (weights.values, random(outputs, 2))
      let tokens = random(panels * inputs * Self.panel, 3)
      let start = random(panels * outputs * Self.panel, 4)
      var expected = [Double](repeating: 0, count: start.count)
      for place in expected.indices {
        let (lane, row) = (place % Self.panel, place / Self.panel % outputs)
        let first = place / Self.panel / outputs * inputs
        expected[place] =
          Double(bias[row])
          + (0..<inputs).reduce(0.0) {
            $0 + Double(rows[row * inputs + $1]) * Double(tokens[(first + $1) * Self.panel + lane])
          }
      }
      let packed = LinearLayer.packed(weights, group: kernels.group).values
      var result = [Float](repeating: .nan, count: start.count)
      kernels.linear(packed, bias, outputs, inputs, tokens, panels, 0, &result)
      expectClose(doubles(result), expected, absolute: 1e-5 * Double(inputs).squareRoot())
      result = start
      kernels.linear(packed, nil, outputs, inputs, tokens, panels, 1, &result)
      let added = expected.indices.map {
        expected[$0] + Double(start[$0]) - Double(bias[$0 / Self.panel % outputs])
      }
      expectClose(doubles(result), added, absolute: 1e-5 * Double(inputs).squareRoot())
    }
  }

  /// More keys than are taken at once, and heads of odd sizes.
  @Test(arguments: 0..<sets.count, [1, 15, 17, 300]) func attentionAgreesWithPlainSums(_ set: Int, _ keys: Int) {
    let kernels = Self.sets[set]
    for channels in [5, 24, 64] {
      let panels = (keys + Self.panel - 1) / Self.panel
      let stride = (channels + 2) * Self.panel
      let (allKeys, queries) = (random(panels * stride, 5), random(channels * Self.panel, 6))
      let values = random(keys * channels, 7)
      var scores = [Float](repeating: .nan, count: panels * Self.panel * Self.panel)
      kernels.scores(allKeys, stride, panels, channels, queries, &scores)
      var expected = [Double](repeating: 0, count: keys * Self.panel)
      for place in expected.indices {
        let (key, lane) = (place / Self.panel, place % Self.panel)
        expected[place] = (0..<channels).reduce(0.0) {
          let value = allKeys[key / Self.panel * stride + $1 * Self.panel + key % Self.panel]
          return $0 + Double(value) * Double(queries[$1 * Self.panel + lane])
        }
      }
      expectClose(doubles(Array(scores[..<expected.count])), expected, absolute: 2e-5)

      var factors = [Float](repeating: .nan, count: Self.panel)
      kernels.exponentials(&scores, keys, &factors)
      var result = [Float](repeating: .nan, count: channels * Self.panel)
      kernels.mix(values, keys, channels, scores, factors, &result)
      let mixed = result.indices.map { place in
        let (c, lane) = (place / Self.panel, place % Self.panel)
        let weights = (0..<keys).map { exp(expected[$0 * Self.panel + lane]) }
        return (0..<keys).reduce(0.0) { $0 + weights[$1] * Double(values[$1 * channels + c]) } / weights.reduce(0, +)
      }
      expectClose(doubles(result), mixed, absolute: 2e-5)
    }
  }

  @Test(arguments: 0..<sets.count) func exponentialsOfAnySizeAreExact(_ set: Int) {
    let keys = 9
    let largest: [Float] = [0, 80, -200, 1e30]
    for offset in largest {
      var scores = (0..<keys * Self.panel).map { offset - Float($0 / Self.panel) * 4 }
      let expected = scores.map { exp(Double($0) - Double(offset)) }
      var factors = [Float](repeating: .nan, count: Self.panel)
      Self.sets[set].exponentials(&scores, keys, &factors)
      expectClose(doubles(scores), expected, absolute: 1e-38, relative: 1e-6)
      let sum = (0..<keys).reduce(0.0) { $0 + expected[$1 * Self.panel] }
      expectClose(doubles(factors), factors.map { _ in 1 / sum }, relative: 1e-6)
    }
  }

  @Test(arguments: 0..<sets.count, [1, 2, 7, 48]) func layerNormAgreesWithPlainSums(_ set: Int, _ channels: Int) {
    let panels = 2
    // A mean far from zero would cost a sum of squares its digits.
    let tokens = random(panels * channels * Self.panel, 8).map { $0 * 2 + 30 }
    let (scale, shift) = (random(channels, 9), random(channels, 10))
    var result = [Float](repeating: .nan, count: tokens.count)
    Self.sets[set].normalize(tokens, panels, channels, scale, shift, 1e-6, &result)
    let expected = tokens.indices.map { place in
      let (lane, c) = (place % Self.panel, place / Self.panel % channels)
      let first = place / Self.panel / channels * channels
      let own = (0..<channels).map { Double(tokens[(first + $0) * Self.panel + lane]) }
      let mean = own.reduce(0, +) / Double(channels)
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(channels)
      return (own[c] - mean) / (variance + 1e-6).squareRoot() * Double(scale[c]) + Double(shift[c])
    }
    expectClose(doubles(result), expected, absolute: 2e-5)
  }

  @Test(arguments: 0..<sets.count) func geluAndGateAreExact(_ set: Int) {
    let kernels = Self.sets[set]
    let x = (0..<4012).map { Float($0 - 2000) / 150 } + [-1e30, 1e30, -100, 100]
    var result = x
    kernels.gelu(&result, x.count)
    expectClose(doubles(result), x.map { 0.5 * Double($0) * erfc(-Double($0) / 2.0.squareRoot()) }, absolute: 1e-6)

    let y = random(x.count, 11)
    result = [Float](repeating: .nan, count: x.count)
    kernels.gate(x, y, x.count, &result)
    expectClose(
      doubles(result), zip(x, y).map { Double($0) / (1 + exp(-Double($0))) * Double($1) }, absolute: 1e-6,
      relative: 1e-6)
  }

  private func random(_ count: Int, _ seed: UInt64) -> [Float] { Tensor.normal([count], seed: seed).values }

  private func doubles(_ values: [Float]) -> [Double] { values.map { Double($0) } }
}
