import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct MaxPool2DTests {
  @Test(arguments: 0..<3) func agreesWithPyTorch(_ index: Int) throws {
    // Whole numbers with many ties: the same place must win.
    LayerTesting(MaxPool2D()).expect(try GoldenLayers.load().pooling[index], absolute: 0, relative: 0)
  }

  @Test(arguments: [[2, 5, 7, 3], [1, 6, 9, 8], [1, 1, 5, 2]] as [Shape])
  func gradientIsThatOfCentralDifferences(_ shape: Shape) {
    // All values differ by 0.1 at least, ten times the step, so that no place overtakes another.
    var order = Array(0..<shape.count)
    var random = RandomSource(seed: 3)
    order.shuffle(using: &random)
    let input = Tensor(shape, values: order.map { 0.1 * Float($0) })
    LayerTesting(MaxPool2D()).checkGradient(
      at: input, GradientCheck(step: 1e-2, absolute: 2e-3, relative: 1e-4))
  }

  @Test func poolsAfterThePendingBatchNorm() throws {
    let context = ComputeContext(threads: 2)
    let shape: Shape = [2, 5, 7, 9]
    // Factors below zero turn the order of the values round.
    let affine = ChannelAffine(
      scale: Tensor.normal([9], seed: 1).values, shift: Tensor.normal([9], seed: 2).values, rectified: true)
    let input = FeatureMap(raw: .normal(shape, seed: 3), affine: affine)
    let applied = input.applied(context: context)
    let state = NetworkState(NetworkLayout())
    let (output, _) = MaxPool2D().forward(input, state: state, mode: .training, context: context)
    #expect(output.affine == nil)
    #expect(output.raw.values == LayerTesting(MaxPool2D()).output(applied).values)

    let gradient = Tensor.normal([2, 2, 3, 9], seed: 4)
    var gradients = ParameterStore(ParameterLayout())
    func backward(wantsInput: Bool) -> FeatureGradient? {
      MaxPool2D().backward(
        FeatureGradient(values: gradient, sums: nil), input: input, output: output, cache: (), state: state,
        gradients: &gradients, wantsInput: wantsInput, context: context)
    }
    #expect(backward(wantsInput: false)?.values.shape == nil)
    let pooled = try #require(backward(wantsInput: true))
    let plain = LayerTesting(MaxPool2D()).inputGradient(applied, outputGradient: gradient).values
    let masked = zip(plain, applied.values).map { $1 > 0 ? $0 : 0 }
    #expect(pooled.values.values == masked)
    let sums = GradientSums(pooled.values, input.raw)
    expectClose(pooled.sums?.sum ?? [], sums.sum, absolute: 1e-5)
    expectClose(pooled.sums?.sumOfProducts ?? [], sums.sumOfProducts, absolute: 1e-5)
  }
}
