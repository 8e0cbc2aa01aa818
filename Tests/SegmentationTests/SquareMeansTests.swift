import NeuralNet
import TestSupport
import Testing

import Segmentation

struct SquareMeansTests {
  @Test func squaresHaveTheirMeansAndCutOnesTheirs() {
    let map = Tensor.normal([2, 7, 10, 3], seed: 1)
    let means = SquareMeans.of(FeatureMap(map), side: 4, context: ComputeContext(threads: 2))
    #expect(means.shape == Shape([2, 2, 3, 3]))
    for n in 0..<2 {
      for row in 0..<2 {
        for column in 0..<3 {
          for c in 0..<3 {
            let values = (row * 4..<min(7, row * 4 + 4)).flatMap { y in
              (column * 4..<min(10, column * 4 + 4)).map { x in map[n, y, x, c] }
            }
            #expect(abs(means[n, row, column, c] - values.reduce(0, +) / Float(values.count)) < 1e-5)
          }
        }
      }
    }
  }
}
