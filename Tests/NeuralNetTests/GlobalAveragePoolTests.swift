import NeuralNet
import TestSupport
import Testing

@Suite struct GlobalAveragePoolTests {
  @Test func agreesWithPyTorch() throws {
    let golden = try GoldenLayers.load().average
    #expect(!golden.isEmpty)
    for golden in golden { LayerTesting(GlobalAveragePool()).expect(golden) }
  }

  @Test func gradientsAreThoseOfCentralDifferences() {
    // Clear of the kink: the ReLU before lets two channels pass and cuts the third off.
    let affine = ChannelAffine(scale: [1, 1, 1], shift: [9, 9, -9], rectified: true)
    for testing in [LayerTesting(GlobalAveragePool()), LayerTesting(GlobalAveragePool(), affine: affine)] {
      testing.checkGradient(at: .normal([2, 3, 5, 3], seed: 4), GradientCheck(absolute: 1e-4))
    }
  }

  @Test func isLinear() { LayerTesting(GlobalAveragePool()).expectAdjoint([3, 7, 4, 5]) }
}
