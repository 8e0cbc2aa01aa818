import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct BilinearResamplingTests {
  /// The resize to a fixed size.
  static func resize(height: Int, width: Int) -> LayerTesting {
    let context = ComputeContext(threads: 2)
    return LayerTesting { input in
      BilinearResampling.forward(input, height: height, width: width, context: context)
    } backward: { outputGradient, input in
      BilinearResampling.adjoint(
        outputGradient, height: input.shape.height, width: input.shape.width, context: context)
    }
  }

  @Test(arguments: 0..<5) func agreesWithPyTorch(_ index: Int) throws {
    let golden = try GoldenLayers.load().resizing[index]
    Self.resize(height: golden.output.shape[1], width: golden.output.shape[2])
      .expect(golden, absolute: 2e-6, relative: 2e-6)
  }

  @Test(
    arguments: [[2, 5, 7, 3], [1, 11, 3, 4], [1, 1, 1, 2], [1, 8, 8, 1]] as [Shape], [(9, 13), (3, 2), (1, 1)])
  func backwardIsTheTransposeOfForward(_ shape: Shape, size: (height: Int, width: Int)) {
    Self.resize(height: size.height, width: size.width).expectAdjoint(shape)
  }

  @Test func gradientIsThatOfCentralDifferences() {
    Self.resize(height: 7, width: 4).checkGradient(
      at: .normal([2, 5, 9, 3], seed: 6), GradientCheck(step: 0.5, absolute: 1e-4, relative: 1e-4))
  }

  @Test func theSameSizeChangesNothing() {
    let map = Tensor.normal([1, 5, 7, 3], seed: 5)
    #expect(Self.resize(height: 5, width: 7).output(map).values == map.values)
  }

  @Test func probabilitiesStayProbabilities() {
    let map = Self.resize(height: 13, width: 4).output(.probabilities([1, 5, 7, 3], seed: 1)).values
    let sums = stride(from: 0, to: map.count, by: 3).map { Double(map[$0]) + Double(map[$0 + 1]) + Double(map[$0 + 2]) }
    expectClose(sums, sums.map { _ in 1 }, relative: 1e-6)
  }
}
