import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct FeatureMapTests {
  /// Maps of three channels of which only the rectifier is pending.
  static var rectifier: LayerTesting {
    let context = ComputeContext(threads: 2)
    func map(_ raw: Tensor) -> FeatureMap {
      FeatureMap(raw: raw, affine: ChannelAffine(scale: [1, 1, 1], shift: [0, 0, 0], rectified: true))
    }
    return LayerTesting { input in
      map(input).applied(context: context)
    } backward: { outputGradient, input in
      FeatureGradient(outputGradient, of: map(input), context: context).values
    }
  }

  @Test func theRectifierAgreesWithPyTorch() throws {
    let golden = try GoldenLayers.load().rectifier
    // Whole numbers, zero among them: equal to the last bit.
    Self.rectifier.expect(golden, absolute: 0, relative: 0)
  }

  @Test func theRectifiersGradientIsThatOfCentralDifferences() {
    // At least 0.1 from the kink, ten times the step along a direction.
    let far = Tensor.normal([2, 3, 5, 3], seed: 4).values.map { $0 < 0 ? $0 - 0.1 : $0 + 0.1 }
    Self.rectifier.checkGradient(
      at: Tensor([2, 3, 5, 3], values: far), GradientCheck(step: 1e-2, absolute: 1e-4, relative: 1e-4))
  }

  /// More pixels than one chunk has.
  @Test(arguments: [false, true], [3, 8, 13])
  func gradientsAreMaskedAndSummedAsTheMapIsApplied(rectified: Bool, channels: Int) throws {
    let context = ComputeContext(threads: 2)
    let affine = ChannelAffine(
      scale: Tensor.normal([channels], seed: 1).values, shift: Tensor.normal([channels], seed: 2).values,
      rectified: rectified)
    let map = FeatureMap(raw: .normal([2, 33, 31, channels], seed: 3), affine: affine)
    let values = Tensor.normal(map.raw.shape, seed: 4)
    let normed = map.raw.values.enumerated().map { affine.scale[$0 % channels] * $1 + affine.shift[$0 % channels] }
    let applied = map.applied(context: context)
    #expect(applied.values == normed.map { rectified ? max(0, $0) : $0 })

    let gradient = FeatureGradient(values, of: map, context: context)
    #expect(gradient.values.values == zip(values.values, normed).map { $1 > 0 || !rectified ? $0 : 0 })
    let expected = GradientSums(gradient.values, map.raw)
    let sums = try #require(gradient.sums)
    expectClose(sums.sum, expected.sum, absolute: 1e-3)
    expectClose(sums.sumOfProducts, expected.sumOfProducts, absolute: 1e-3)
  }

  @Test func aFinalMapIsTakenAsItIs() {
    let context = ComputeContext(threads: 1)
    let map = FeatureMap(raw: .normal([1, 3, 2, 2], seed: 1))
    #expect(map.applied(context: context).values == map.raw.values)
    let gradient = FeatureGradient(.normal([1, 3, 2, 2], seed: 2), of: map, context: context)
    #expect(gradient.values.values == Tensor.normal([1, 3, 2, 2], seed: 2).values)
    #expect(gradient.sums == nil)
  }

  @Test func gradientsOfOneMapAdd() throws {
    let context = ComputeContext(threads: 1)
    let affine = ChannelAffine(scale: [1, 2], shift: [0, 1], rectified: true)
    let map = FeatureMap(raw: .normal([1, 3, 2, 2], seed: 1), affine: affine)
    var sum = FeatureGradient(.normal([1, 3, 2, 2], seed: 2), of: map, context: context)
    let first = sum.values.values
    let other = FeatureGradient(.normal([1, 3, 2, 2], seed: 3), of: map, context: context)
    sum.add(other)
    #expect(sum.values.values == zip(first, other.values.values).map(+))
    let expected = GradientSums(sum.values, map.raw)
    expectClose(try #require(sum.sums).sum, expected.sum, absolute: 1e-6)
    expectClose(try #require(sum.sums).sumOfProducts, expected.sumOfProducts, absolute: 1e-6)
  }
}
