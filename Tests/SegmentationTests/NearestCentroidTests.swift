import NeuralNet
import Segmentation
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

  @Test func aPendingNormalisationIsAppliedFirst() {
    let classifier = NearestCentroid(Tensor([2, 1], values: [0, 10]))
    let affine = ChannelAffine(scale: [2], shift: [1], rectified: true)
    let features = FeatureMap(raw: Tensor([1, 1, 2, 1], values: [-4, 4]), affine: affine)
    #expect(classifier.probabilities(features, context: Self.context).values == [1, 0, 0, 1])
  }
}
