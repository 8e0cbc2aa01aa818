import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct AttentionTests {
  /// By plain sums in double precision. Shapes: projections [N, T, 3 D], result [N, T, D].
  static func reference(_ projections: Tensor, heads: Int) -> [Double] {
    let (N, T, D) = (projections.shape[0], projections.shape[1], projections.shape[2] / 3)
    let (d, values) = (D / heads, projections.values.map(Double.init))
    var result = [Double](repeating: 0, count: N * T * D)
    for n in 0..<N {
      for head in 0..<heads {
        for query in 0..<T {
          func at(_ token: Int, _ part: Int) -> Int { (n * T + token) * 3 * D + part * D + head * d }
          let weights = (0..<T).map { key in
            exp(
              (0..<d).reduce(0.0) { $0 + values[at(query, 0) + $1] * values[at(key, 1) + $1] } / Double(d).squareRoot())
          }
          let sum = weights.reduce(0, +)
          for c in 0..<d {
            result[(n * T + query) * D + head * d + c] =
              (0..<T).reduce(0.0) { $0 + weights[$1] * values[at($1, 2) + c] } / sum
          }
        }
      }
    }
    return result
  }

  @Test(arguments: [(1, 1, 1, 3), (2, 17, 2, 8), (1, 50, 3, 64), (1, 300, 1, 5)])
  func agreesWithPlainSums(_ images: Int, _ count: Int, _ heads: Int, _ channels: Int) {
    let projections = Tensor.normal([images, count, 3 * heads * channels], seed: 4)
    let results = [1, 2].map { threads in
      let context = ComputeContext(threads: threads)
      return Attention.forward(TokenPanels(projections, context: context), heads: heads, context: context)
        .rows(context: context).values
    }
    expectClose(results[0].map(Double.init), Self.reference(projections, heads: heads), absolute: 1e-5)
    #expect(results[0] == results[1])
  }
}
