import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct LayerNormTests {
  @Test(arguments: [1, 37, 200]) func eachTokenIsBroughtToMeanZeroAndVarianceOne(_ count: Int) {
    let D = 7
    let tokens = Tensor.normal([2, count, D], seed: 1)
    let (scale, shift) = (Tensor.normal([D], seed: 2), Tensor.normal([D], seed: 3))
    let norm = LayerNorm(scale: scale, shift: shift, epsilon: 1e-3)
    let results = [1, 2].map { threads in
      let context = ComputeContext(threads: threads)
      return norm.apply(TokenPanels(tokens, context: context), context: context).rows(context: context).values
    }
    let values = tokens.values.map(Double.init)
    let expected = values.indices.map { place in
      let own = values[place / D * D..<place / D * D + D]
      let mean = own.reduce(0, +) / Double(D)
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(D)
      return (values[place] - mean) / (variance + 1e-3).squareRoot() * Double(scale[place % D])
        + Double(shift[place % D])
    }
    expectClose(results[0].map(Double.init), expected, absolute: 1e-5)
    #expect(results[0] == results[1])
  }
}
