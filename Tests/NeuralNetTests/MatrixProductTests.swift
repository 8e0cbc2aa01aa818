import NeuralNet
import TestSupport
import Testing

@Suite struct MatrixProductTests {
  /// More rows than one chunk holds.
  @Test(arguments: [1, 7, 2049]) func rowsAreThoseOfSums(_ count: Int) {
    let (C, D) = (5, 3)
    let (features, weights) = (Tensor.normal([count, C], seed: 1), Tensor.normal([D, C], seed: 2))
    let (rows, columns) = (features.values, weights.values)
    let expected = (0..<count * D).map { index in
      (0..<C).reduce(0.0) { $0 + Double(rows[index / D * C + $1]) * Double(columns[index % D * C + $1]) }
    }
    let results = [1, 2].map { MatrixProduct.rows(features, times: weights, context: ComputeContext(threads: $0)) }
    expectClose(results[0].values.map(Double.init), expected, absolute: 1e-5)
    #expect(results[0].values == results[1].values)
  }

  @Test func productsOfChannelsAreRelativeToTheCentre() {
    let features = Tensor([3, 2], values: [9, 9, 2, 5, 4, 3])
    #expect(MatrixProduct.gram(features, rows: 1..<3, minus: [3, 4]) == [2, -2, -2, 2])
  }
}
