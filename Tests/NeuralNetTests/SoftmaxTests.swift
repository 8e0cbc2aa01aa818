import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct SoftmaxTests {
  static var softmax: LayerTesting {
    let context = ComputeContext(threads: 2)
    return LayerTesting { input in
      Softmax.forward(input, context: context)
    } backward: { outputGradient, input in
      Softmax.backward(outputGradient, probabilities: Softmax.forward(input, context: context), context: context)
    }
  }

  @Test(arguments: 0..<3) func agreesWithPyTorch(_ index: Int) throws {
    Self.softmax.expect(try GoldenLayers.load().softmax[index])
  }

  @Test(arguments: [[2, 3, 5, 3], [1, 7, 1, 17]] as [Shape])
  func gradientIsThatOfCentralDifferences(_ shape: Shape) {
    Self.softmax.checkGradient(at: .normal(shape, seed: 8), GradientCheck(step: 2e-2, absolute: 1e-4))
  }

  @Test func logitsFarFromZeroDoNotOverflow() {
    let logits = Tensor([1, 1, 2, 2], values: [1e30, 0, -1e30, -1e30])
    #expect(Self.softmax.output(logits).values == [1, 0, 0.5, 0.5])
  }
}
