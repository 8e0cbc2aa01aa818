import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct ReLUTests {
  @Test func agreesWithPyTorch() throws {
    // Whole numbers, zero among them: equal to the last bit.
    LayerTesting(ReLU()).expect(try GoldenLayers.load().rectifier, absolute: 0, relative: 0)
  }

  @Test func gradientIsThatOfCentralDifferences() {
    // At least 0.1 from the kink, ten times the step along a direction.
    let far = Tensor.normal([2, 3, 5, 3], seed: 4).values.map { $0 < 0 ? $0 - 0.1 : $0 + 0.1 }
    LayerTesting(ReLU()).checkGradient(
      at: Tensor([2, 3, 5, 3], values: far), GradientCheck(step: 1e-2, absolute: 1e-4, relative: 1e-4))
  }
}
