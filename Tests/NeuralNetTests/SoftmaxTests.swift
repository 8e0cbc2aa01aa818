import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct SoftmaxTests {
  @Test(arguments: 0..<3) func agreesWithPyTorch(_ index: Int) throws {
    LayerTesting(Softmax()).expect(try GoldenLayers.load().softmax[index])
  }

  @Test(arguments: [[2, 3, 5, 3], [1, 7, 1, 17]] as [Shape])
  func gradientIsThatOfCentralDifferences(_ shape: Shape) {
    LayerTesting(Softmax()).checkGradient(at: .normal(shape, seed: 8), GradientCheck(step: 2e-2, absolute: 1e-4))
  }

  @Test func logitsFarFromZeroDoNotOverflow() {
    let logits = Tensor([1, 1, 2, 2], values: [1e30, 0, -1e30, -1e30])
    #expect(LayerTesting(Softmax()).output(logits).values == [1, 0, 0.5, 0.5])
  }
}
