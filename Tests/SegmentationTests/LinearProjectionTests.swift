import Basics
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct LinearProjectionTests {
  private static let context = ComputeContext(threads: 2)

  /// Features far from zero that vary most along one direction, with a channel that never varies.
  private static let features: Tensor = {
    var random = RandomSource(seed: 9)
    let values = (0..<5000).flatMap { _ -> [Float] in
      let (a, b, c) = (random.normal(), random.normal(), random.normal())
      return [100 + 5 * a, -40 + 5 * a + b, 0.1 * c, 7]
    }
    return Tensor([5000, 4], values: values)
  }()

  private static func projected(_ change: (inout ClusteringSettings) -> Void) -> (Tensor, LinearProjection) {
    var settings = ClusteringSettings()
    change(&settings)
    let projection = LinearProjection(settings, of: features, context: context)
    return (projection(features, context: context), projection)
  }

  private static func covariance(_ values: Tensor) -> [Double] {
    let (n, D) = (values.shape[0], values.shape[1])
    let all = values.values.map(Double.init)
    let means = (0..<D).map { d in (0..<n).reduce(0) { $0 + all[$1 * D + d] } / Double(n) }
    return (0..<D * D).map { index in
      (0..<n).reduce(0) {
        $0 + (all[$1 * D + index / D] - means[index / D]) * (all[$1 * D + index % D] - means[index % D])
      }
        / Double(n)
    }
  }

  @Test func deviationsBecomeOne() {
    let (values, projection) = Self.projected { $0.scaling = .deviation }
    let covariance = Self.covariance(values)
    expectClose([covariance[0], covariance[5], covariance[10]], [1, 1, 1], relative: 1e-3)
    // A channel that does not vary stays where it is.
    expectClose(covariance[15], 0, absolute: 1e-9)
    #expect(projection.outputs == 4)
  }

  @Test func whitenedComponentsAreUncorrelated() {
    let (values, projection) = Self.projected { $0.scaling = .whitening }
    #expect(projection.outputs == 3)
    expectClose(Self.covariance(values), [1, 0, 0, 0, 1, 0, 0, 0, 1], absolute: 0.01)
  }

  @Test func whiteningAgreesWithScikitLearn() throws {
    let golden = try GoldenClustering.load().whitening
    var settings = ClusteringSettings()
    settings.scaling = .whitening
    settings.components = 3
    let points = golden.points.tensor
    let values = LinearProjection(settings, of: points, context: Self.context)(points, context: Self.context).values
    let expected = golden.values.tensor.values
    for d in 0..<3 {
      func column(_ all: [Float]) -> [Double] { stride(from: d, to: all.count, by: 3).map { Double(all[$0]) } }
      let (own, other) = (column(values), column(expected))
      // A component and its negative are the same direction.
      let sign = zip(own, other).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1.0 : 1
      expectClose(own.map { sign * $0 }, other, absolute: 1e-4)
    }
  }

  @Test func componentsKeepTheirSpread() {
    let (values, projection) = Self.projected {
      $0.scaling = .none
      $0.components = 2
    }
    #expect(projection.outputs == 2)
    let covariance = Self.covariance(values)
    expectClose(covariance[1], 0, absolute: 0.05)
    // The variances along (1, 1) and (1, -1), roughly: 25 + 25 + 1/2, and 1/2.
    expectClose(covariance[0], 50.5, relative: 0.1)
    expectClose(covariance[3], 0.5, relative: 0.1)
  }

  @Test func lengthsBecomeOne() {
    let (values, _) = Self.projected {
      $0.scaling = .whitening
      $0.normalized = true
    }
    let all = values.values
    for row in stride(from: 0, to: 5000, by: 617) {
      expectClose((0..<3).reduce(0.0) { $0 + Double(all[row * 3 + $1] * all[row * 3 + $1]) }, 1, relative: 1e-5)
    }
  }

  @Test func featuresThatDoNotVaryAreAllowed() {
    let same = Tensor([10, 3], values: [Float](repeating: 4, count: 30))
    for scaling in ClusteringSettings.Scaling.allCases {
      var settings = ClusteringSettings()
      settings.scaling = scaling
      settings.normalized = true
      let values = LinearProjection(settings, of: same, context: Self.context)(same, context: Self.context).values
      let isFinite = values.allSatisfy { $0.isFinite }
      #expect(isFinite, "\(scaling)")
    }
  }

  @Test func threadsDoNotMatter() {
    var settings = ClusteringSettings()
    settings.scaling = .whitening
    let weights = [1, 2].map {
      LinearProjection(settings, of: Self.features, context: ComputeContext(threads: $0)).weights.values
    }
    #expect(weights[0] == weights[1])
  }

  @Test(arguments: [false, true]) func mapsAreProjectedWhereTheyAreSmall(_ normalized: Bool) {
    let maps = [
      Tensor.normal([2, 8, 12, 3], seed: 1), .normal([2, 2, 3, 5], seed: 2), .normal([2, 4, 6, 2], seed: 3),
    ]
    let projection = LinearProjection(
      weights: .normal([4, 10], seed: 4), biases: .normal([4], seed: 5), normalized: normalized)
    let resized = maps.map { BilinearResampling.forward($0, height: 8, width: 12, context: Self.context).values }
    let joined = (0..<2 * 8 * 12).flatMap { place in
      zip(maps, resized).flatMap { map, values in
        (0..<map.shape.channels).map { values[place * map.shape.channels + $0] }
      }
    }
    let expected = projection(Tensor([2, 8, 12, 10], values: joined), context: Self.context)
    let found = projection(sideBySide: maps, context: Self.context)
    expectClose(found, expected, absolute: 1e-5)
  }
}
