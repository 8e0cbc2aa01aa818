import Basics
import NeuralNet
import TestSupport
import Testing

/// Values of PyTorch are those of the fixtures of ``VisionTransformerTests``, whose positions are made larger and smaller in all
/// three ways.
@Suite struct BicubicResamplingTests {
  static let context = ComputeContext(threads: 2)

  @Test(arguments: BicubicResampling.Kind.allCases) func constantsStay(_ kind: BicubicResampling.Kind) {
    let map = BicubicResampling.forward(
      Tensor([4, 5, 2], repeating: 3), height: 9, width: 2, kind: kind, context: Self.context)
    expectClose(map, Tensor([9, 2, 2], repeating: 3), absolute: 1e-5)
  }

  @Test(arguments: BicubicResampling.Kind.allCases) func ownSizeIsUnchanged(_ kind: BicubicResampling.Kind) {
    let map = Tensor.normal([4, 5, 2], seed: 1)
    #expect(
      BicubicResampling.forward(map, height: 4, width: 5, kind: kind, context: Self.context).values == map.values)
  }

  /// `interpolate` of PyTorch on the row 0, 0, 1, 0, 0 (mode bicubic, with a scale factor of 4.1 / 5 for the offset).
  @Test(arguments: [
    (BicubicResampling.Kind.plain, [-0.01025390625, 0.42626953125, 0.42626953125, -0.01025390625]),
    (.antialiased, [-0.05193186551332474, 0.4450158476829529, 0.4450158476829529, -0.05193186551332474]),
    (.offset, [-0.008043055422604084, 0.36495476961135864, 0.528978705406189, -0.030935779213905334]),
  ]) func aRowBecomesShorter(_ kind: BicubicResampling.Kind, _ expected: [Double]) {
    let row = Tensor([1, 5, 1], values: [0, 0, 1, 0, 0])
    let result = BicubicResampling.forward(row, height: 1, width: 4, kind: kind, context: Self.context)
    expectClose(result.values.map(Double.init), expected, absolute: 1e-6)
  }
}
