import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct SGDTests {
  @Test func agreesWithPyTorch() throws { expectSteps(try GoldenLayers.load().sgd) { SGD($0, momentum: 0.9) } }

  @Test func withoutMomentumItFollowsTheGradient() {
    var layout = ParameterLayout()
    _ = layout.add("p", [2])
    var optimizer = SGD(layout, momentum: 0)
    var parameters = ParameterStore(layout)
    var gradients = ParameterStore(layout)
    gradients.values = Tensor([2], values: [1, -2])
    for _ in 0..<3 {
      optimizer.step(&parameters, gradients: gradients, learningRate: 0.5, context: ComputeContext(threads: 1))
    }
    #expect(parameters.values.values == [-1.5, 3])
  }
}
