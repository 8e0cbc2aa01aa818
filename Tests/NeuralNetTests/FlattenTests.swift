import NeuralNet
import TestSupport
import Testing

@Suite struct FlattenTests {
  @Test func keepsTheOrderOfTheValues() {
    let input = Tensor.normal([2, 3, 2, 4], seed: 1)
    let output = LayerTesting(Flatten()).output(input)
    #expect(output.shape == Shape([2, 1, 1, 24]))
    #expect(output.values == input.values)
  }

  @Test func gradientsAreThoseOfCentralDifferences() {
    let affine = ChannelAffine(scale: [1, 1, 1], shift: [9, 9, -9], rectified: true)
    for testing in [LayerTesting(Flatten()), LayerTesting(Flatten(), affine: affine)] {
      testing.checkGradient(at: .normal([2, 3, 5, 3], seed: 4), GradientCheck(absolute: 1e-3))
    }
  }

  @Test func isLinear() { LayerTesting(Flatten()).expectAdjoint([3, 7, 4, 5]) }
}
