import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct TokenMapTests {
  @Test func normedTokensAreAddedWithTheirWeights() {
    let (D, p) = (5, 2)
    let context = ComputeContext(threads: 2)
    let norm = LayerNorm(scale: .normal([D], seed: 1), shift: .normal([D], seed: 2), epsilon: 1e-6)
    let tokens = TokenPanels(.normal([2, p + 3 * 6, D], seed: 3), context: context)
    let start = Tensor.normal([3, 5, 8, D], seed: 4)
    var map = start
    let part = TokenMap.Part(
      rows: 1..<4, columns: 2..<8, rowWeights: [0.25, 1, 0.5], columnWeights: [1, 0.75, 0.5, 1, 1, 0.25])
    TokenMap.add(tokens, leading: p, norm: norm, images: 1..<3, part: part, to: &map, context: context)

    var expected = start
    let normed = norm.apply(tokens, context: context).rows(context: context)
    for n in 0..<2 {
      for y in 0..<3 {
        for x in 0..<6 {
          let weight = part.rowWeights[y] * part.columnWeights[x]
          for c in 0..<D { expected[n + 1, y + 1, x + 2, c] += weight * normed[n, p + y * 6 + x, c] }
        }
      }
    }
    expectClose(map, expected, absolute: 1e-6)
  }
}
