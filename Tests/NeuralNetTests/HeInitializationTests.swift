import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct HeInitializationTests {
  @Test(arguments: [(3, 8, 64), (1, 64, 90), (3, 3, 200)])
  func weightsAreNormalWithTheVarianceOfTheFanIn(kernel: Int, inputs: Int, outputs: Int) {
    var layout = ParameterLayout()
    let before = layout.add("before", [5])
    let slot = layout.add("weight", [kernel, kernel, inputs, outputs])
    let after = layout.add("after", [5])
    var store = ParameterStore(layout)
    var random = RandomSource(seed: 3)
    HeInitialization.fill(slot, of: &store, random: &random)
    let deviation = (2 / Double(kernel * kernel * inputs)).squareRoot()
    let scaled = store[slot].values.map { Double($0) / deviation }
    let count = Double(scaled.count)
    let mean = scaled.reduce(0, +) / count
    let variance = scaled.reduce(0) { $0 + $1 * $1 } / count
    let fourth = scaled.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    // Four standard errors: of the mean 1 / sqrt(n), of the second moment sqrt(2 / n), of the fourth sqrt(96 / n).
    #expect(abs(mean) < 4 / count.squareRoot())
    #expect(abs(variance - 1) < 4 * (2 / count).squareRoot())
    #expect(abs(fourth - 3) < 4 * (96 / count).squareRoot())
    #expect(store[before].values + store[after].values == [Float](repeating: 0, count: 10))
  }

  @Test func theSeedDeterminesTheWeights() {
    func weights(seed: UInt64) -> [Float] {
      var layout = NetworkLayout()
      let layer = Conv2D(inputChannels: 3, outputChannels: 4, kernelSize: 3, name: "conv", in: &layout)
      var state = NetworkState(layout)
      var random = RandomSource(seed: seed)
      layer.initialize(&state, random: &random)
      return state.parameters.values.values
    }
    #expect(weights(seed: 1) == weights(seed: 1))
    #expect(weights(seed: 1) != weights(seed: 2))
    // The bias, which follows the weights.
    #expect(weights(seed: 1).suffix(4) == [0, 0, 0, 0])
  }
}
