import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct PatchEmbeddingTests {
  @Test func tokensAreThoseOfPlainSums() {
    let (D, C, P, width) = (3, 2, 4, 20)
    let (weights, bias) = (Tensor.normal([D, C, P, P], seed: 1), Tensor.normal([D], seed: 2))
    let leading = Tensor.normal([2, D], seed: 3)
    let (rows, columns) = (1..<3, 2..<5)
    let positions = Tensor.normal([2, 3, D], seed: 4)
    let input = Tensor.normal([3, 12, width, C], seed: 5)
    let embedding = PatchEmbedding(weights: weights, bias: bias, leading: leading)
    let context = ComputeContext(threads: 2)
    let tokens = embedding.tokens(
      of: input, images: 1..<3, rows: rows, columns: columns, positions: positions, context: context)

    var expected: [Double] = []
    for n in 1..<3 {
      expected += leading.values.map(Double.init)
      for y in rows {
        for x in columns {
          for k in 0..<D {
            var sum = Double(bias[k] + positions[y - 1, x - 2, k])
            for c in 0..<C {
              for i in 0..<P {
                for j in 0..<P { sum += Double(weights[k, c, i, j]) * Double(input[n, y * P + i, x * P + j, c]) }
              }
            }
            expected.append(sum)
          }
        }
      }
    }
    expectClose(tokens.rows(context: context).values.map(Double.init), expected, absolute: 1e-5)
  }
}
