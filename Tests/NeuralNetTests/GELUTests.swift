import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct GELUTests {
  /// More values than one thread takes at once.
  @Test func valuesAreThoseOfTheErrorFunction() {
    let count = 40_001
    let input = Tensor([count], values: (0..<count).map { Float($0 - 20_000) / 1500 })
    let results = [1, 2].map { GELU.apply(input, context: ComputeContext(threads: $0)).values }
    let expected = input.values.map { 0.5 * Double($0) * erfc(-Double($0) / 2.0.squareRoot()) }
    expectClose(results[0].map(Double.init), expected, absolute: 1e-6)
    #expect(results[0] == results[1])
  }
}
