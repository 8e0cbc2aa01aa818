import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct LinearLayerTests {
  /// More panels than one block has.
  @Test(arguments: [(1, 3, 2), (130, 70, 29), (35, 300, 48)])
  func tokensAreMultipliedByTheRowsOfWeights(_ count: Int, _ inputs: Int, _ outputs: Int) {
    let weights = Tensor.normal([outputs, inputs], seed: 1)
    let (rows, bias) = (weights.values, Tensor.normal([outputs], seed: 2))
    let tokens = Tensor.normal([2, count, inputs], seed: 3)
    let layer = LinearLayer(weights: weights, bias: bias)
    let results = [1, 2].map { threads in
      let context = ComputeContext(threads: threads)
      return layer.apply(TokenPanels(tokens, context: context), context: context).rows(context: context).values
    }
    let (x, b) = (tokens.values, bias.values)
    let expected = (0..<2 * count * outputs).map { place in
      let (row, k) = place.quotientAndRemainder(dividingBy: outputs)
      return (0..<inputs).reduce(Double(b[k])) {
        $0 + Double(x[row * inputs + $1]) * Double(rows[k * inputs + $1])
      }
    }
    expectClose(results[0].map(Double.init), expected, absolute: 1e-4)
    #expect(results[0] == results[1])
  }

  @Test func weightsArePackedInGroups() {
    let weights = Tensor([3, 2], values: [1, 2, 3, 4, 5, 6])
    #expect(LinearLayer.packed(weights, group: 2).values == [1, 2, 3, 5, 4, 6])
    #expect(LinearLayer.packed(weights, group: 4).values == [1, 3, 5, 2, 4, 6])
  }
}
