import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct FoldedConvolutionPlainTests {
  @Test(arguments: FoldedConvolutionTests.cases)
  func weightsComeBackFromTheOrderOfEveryKernel(_ one: FoldedConvolutionTests.Case) {
    let layer = one.layer(context: ComputeContext(threads: 2))
    let each = one.weight.count / one.outputs
    let expected = one.weight.values.enumerated().map { Double($1 * one.scale[$0 / each]) }
    #expect(layer.isDepthwise == one.isDepthwise)
    #expect(layer.plainWeights.shape == one.weight.shape)
    // The transform of Winograd and its inverse round.
    expectClose(layer.plainWeights.values.map(Double.init), expected, absolute: 1e-5, relative: 1e-5)
  }
}
