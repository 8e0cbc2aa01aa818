import Basics
import NeuralNet
import Segmentation
import TestSupport
import Testing

struct FeatureProjectionTests {
  private static let context = ComputeContext(threads: 2)

  /// Six channels that vary in three directions, and one channel that is always 7.
  private static func features() -> Tensor {
    var random = RandomSource(seed: 4)
    let values = (0..<20 * 25).flatMap { _ -> [Float] in
      let (a, b, c) = (random.normal(), random.normal(), random.normal())
      return [3 * a + 1, a + 0.2 * b, -2 * a, b, 0.5 * b + 0.1 * c, c, 7]
    }
    return Tensor([1, 20, 25, 7], values: values)
  }

  private static func projection(_ features: Tensor, count: Int) -> FeatureProjection {
    var moments = FeatureMoments(channels: 7)
    moments.add(features)
    return FeatureProjection(moments, count: count)
  }

  @Test func componentsAreUncorrelatedAndEquallySpread() {
    let features = Self.features()
    let projection = Self.projection(features, count: 6)
    // There are no more than three directions.
    #expect(projection.clusters == 3)
    #expect(projection.variances == projection.variances.sorted(by: >))
    expectClose(projection.variances.reduce(0, +), 6, relative: 1e-3)
    let values = projection.probabilities(FeatureMap(features), context: Self.context).values
    let columns = (0..<3).map { d in stride(from: d, to: values.count, by: 3).map { 8 * (Double(values[$0]) - 0.5) } }
    for i in 0..<3 {
      for j in 0...i {
        let product = zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(columns[i].count)
        expectClose(product, i == j ? 1 : 0, absolute: 0.02)
      }
      expectClose(columns[i].reduce(0, +) / Double(columns[i].count), 0, absolute: 0.01)
    }
  }

  @Test func fewerComponentsAreTheFirstOnes() {
    let features = Self.features()
    let (all, one) = (Self.projection(features, count: 3), Self.projection(features, count: 1))
    #expect(one.clusters == 1)
    expectClose(one.variances[0], all.variances[0], relative: 1e-3)
  }

  @Test func featuresThatDoNotVaryGiveOnePlainComponent() {
    let plain = Tensor([1, 2, 2, 7], values: [Float](repeating: 3, count: 28))
    let projection = Self.projection(plain, count: 4)
    #expect(projection.probabilities(FeatureMap(plain), context: Self.context).values == [0.5, 0.5, 0.5, 0.5])
  }
}
