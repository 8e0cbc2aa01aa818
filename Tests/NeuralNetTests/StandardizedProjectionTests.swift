import NeuralNet
import TestSupport
import Testing

@Suite struct StandardizedProjectionTests {
  static let context = ComputeContext(threads: 2)
  static let map = Tensor.normal([2, 9, 35, 5], seed: 2)
  static let projection = StandardizedProjection(
    mean: [0.1, -0.2, 0, 1, 0.5], deviation: [1, 0.5, 2, 0.1, 1], limit: 1.5)

  static func standardized(_ value: Float, _ c: Int) -> Float {
    min(1.5, max(-1.5, (value - projection.mean[c]) / projection.deviation[c]))
  }

  @Test func scoresAreSumsOfClippedFeatures() {
    let weights = Tensor.normal([3, 5], seed: 5)
    let scores = Self.projection.scores(FeatureMap(Self.map), weights: weights, context: Self.context)
    #expect(scores.shape == Shape(batch: 2, height: 9, width: 35, channels: 3))
    var expected = Tensor(scores.shape)
    for pixel in 0..<scores.shape.pixels {
      let (image, rest) = pixel.quotientAndRemainder(dividingBy: 9 * 35)
      for k in 0..<3 {
        expected[image, rest / 35, rest % 35, k] = (0..<5).reduce(0) {
          $0 + weights.values[k * 5 + $1] * Self.standardized(Self.map.values[pixel * 5 + $1], $1)
        }
      }
    }
    expectClose(scores, expected, absolute: 1e-5)
  }

  @Test func samplesAreInterpolatedAndHeldAtTheEdge() {
    var found: [[Float]] = []
    let places: [(x: Float, y: Float)] = [(3, 4), (3.25, 4.5), (-2, 20)]
    Self.projection.sample(FeatureMap(Self.map), at: places, context: Self.context) {
      found.append([$1[0], $1[3]]); _ = $0
    }
    func at(_ x: Int, _ y: Int, _ c: Int) -> Float { Self.standardized(Self.map[0, y, x, c], c) }
    for (index, c) in [0, 3].enumerated() {
      #expect(found[0][index] == at(3, 4, c))
      let upper = at(3, 4, c) + 0.25 * (at(4, 4, c) - at(3, 4, c))
      let lower = at(3, 5, c) + 0.25 * (at(4, 5, c) - at(3, 5, c))
      #expect(abs(found[1][index] - (upper + lower) / 2) < 1e-6)
      #expect(found[2][index] == at(0, 8, c))
    }
  }
}
