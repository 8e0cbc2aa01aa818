import Foundation
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct NearestCentroidTests {
  static let context = ComputeContext(threads: 2)

  @Test func eachFeatureGoesToTheNearestAndTheFirstOfEqualOnes() {
    let classifier = NearestCentroid(Tensor([3, 2], values: [0, 0, 2, 0, 2, 0]))
    let features = FeatureMap(raw: Tensor([1, 1, 4, 2], values: [0, 1, 3, 0, 1, 0, 1.5, 0]))
    let probabilities = classifier.probabilities(features, context: Self.context)
    #expect(classifier.clusters == 3)
    #expect(probabilities.values == [1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0])
  }

  @Test func aVarianceGivesTheProbabilitiesOfEqualGaussians() {
    let classifier = NearestCentroid(Tensor([3, 2], values: [0, 0, 2, 0, 0, 3]), variance: 0.7)
    let points: [Float] = [0.5, 1, 1, 0, -4, 9]
    let found = classifier.probabilities(FeatureMap(raw: Tensor([1, 1, 3, 2], values: points)), context: Self.context)
    for (pixel, (x, y)) in [(0.5, 1.0), (1, 0), (-4, 9)].enumerated() {
      let densities = [(0.0, 0.0), (2, 0), (0, 3)].map { exp(-(pow(x - $0.0, 2) + pow(y - $0.1, 2)) / 1.4) }
      let expected = densities.map { $0 / densities.reduce(0, +) }
      expectClose(found.values[pixel * 3..<pixel * 3 + 3].map(Double.init), expected, absolute: 1e-6, relative: 1e-5)
    }
  }

  @Test(arguments: [nil, 1e-20, 1e-3, 40] as [Float?]) func theNearestIsTheLikeliest(_ variance: Float?) {
    let classifier = NearestCentroid(.normal([9, 4], seed: 1), variance: variance)
    let features = FeatureMap(raw: .normal([2, 5, 7, 4], seed: 2))
    let found = classifier.probabilities(features, context: Self.context).values
    let hard = NearestCentroid(classifier.centroids).probabilities(features, context: Self.context).values
    for pixel in 0..<70 {
      let range = pixel * 9..<pixel * 9 + 9
      #expect(abs(found[range].reduce(0, +) - 1) < 1e-5)
      #expect(found[range].max() == found[pixel * 9 + (hard[range].firstIndex(of: 1)! - range.lowerBound)])
    }
  }

  @Test func aPendingNormalisationIsAppliedFirst() {
    let classifier = NearestCentroid(Tensor([2, 1], values: [0, 10]))
    let affine = ChannelAffine(scale: [2], shift: [1], rectified: true)
    let features = FeatureMap(raw: Tensor([1, 1, 2, 1], values: [-4, 4]), affine: affine)
    #expect(classifier.probabilities(features, context: Self.context).values == [1, 0, 0, 1])
  }
}
