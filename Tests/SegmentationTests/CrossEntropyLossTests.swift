import Foundation
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct CrossEntropyLossTests {
  private static let context = ComputeContext(threads: 2)

  @Test(arguments: [false, true]) func gradientIsThatOfTheLoss(_ isMasked: Bool) {
    let shape: Shape = [2, 3, 5, 4]
    let probabilities = Tensor.probabilities(shape, sharpness: 0.4, seed: 1)
    let targets = Tensor.probabilities(shape, seed: 2)
    let mask = isMasked ? Tensor.validity([2, 3, 5], seed: 3) : nil
    func loss(_ values: Tensor) -> CrossEntropyLoss {
      CrossEntropyLoss(values, targets: targets, mask: mask, context: Self.context)
    }
    GradientCheck(step: 1e-3, relative: 5e-3).check(loss(probabilities).gradient, at: probabilities) { loss($0).loss }
  }

  @Test func agreesWithPyTorch() throws {
    let golden = try GoldenClustering.load().crossEntropy
    let value = CrossEntropyLoss(
      golden.probabilities.tensor, targets: golden.targets.tensor, mask: golden.mask.tensor,
      clusterWeights: golden.weights.tensor.values, context: Self.context)
    expectClose(value.loss, golden.loss, relative: 1e-6)
    expectClose(value.gradient, golden.gradient.tensor, absolute: 1e-8, relative: 1e-5)
  }

  @Test func valuesAreThoseOfTheFormula() {
    let probabilities = Tensor([1, 1, 3, 2], values: [0.5, 0.5, 0.2, 0.8, 0.9, 0.1])
    let targets = Tensor([1, 1, 3, 2], values: [1, 0, 0.25, 0.75, 0, 1])
    let mask = Tensor([1, 1, 3], values: [1, 1, 0])
    let value = CrossEntropyLoss(probabilities, targets: targets, mask: mask, context: Self.context)
    expectClose(value.loss, -(log(0.5) + 0.25 * log(0.2) + 0.75 * log(0.8)) / 2, relative: 1e-6)
    expectClose(value.shares, [0.35, 0.65], relative: 1e-6)
    // The first pixel's clusters are equally probable, and the first counts; the third pixel does not count.
    #expect(value.agreement == 1)
    #expect(value.gradient.values.suffix(2) == [0, 0])
  }

  @Test func clustersCountByTheirWeights() {
    let (first, second): ([Float], [Float]) = ([0.5, 0.5], [0.2, 0.8])
    let targets = Tensor([1, 1, 3, 2], values: [1, 0, 0, 1, 0, 1])
    let weighted = CrossEntropyLoss(
      Tensor([1, 1, 3, 2], values: first + second + second), targets: targets, mask: nil, clusterWeights: [2, 1],
      context: Self.context)
    // As if the pixel of the first cluster were there twice.
    let repeated = CrossEntropyLoss(
      Tensor([1, 1, 4, 2], values: first + first + second + second),
      targets: Tensor([1, 1, 4, 2], values: [1, 0, 1, 0, 0, 1, 0, 1]), mask: nil, context: Self.context)
    expectClose(weighted.loss, repeated.loss, relative: 1e-6)
    expectClose(
      weighted.gradient.values.suffix(4).map(Double.init), repeated.gradient.values.suffix(4).map(Double.init))
    expectClose(Double(weighted.gradient.values[0]), 2 * Double(repeated.gradient.values[0]))
  }

  @Test func nothingThatCountsHasNoLoss() {
    let maps = Tensor.probabilities([1, 2, 2, 3], seed: 4)
    let value = CrossEntropyLoss(maps, targets: maps, mask: Tensor([1, 2, 2]), context: Self.context)
    #expect(value.loss == 0 && value.agreement == 0 && value.gradient.values.allSatisfy { $0 == 0 })
  }

  @Test func impossibleTargetsStayFinite() {
    let value = CrossEntropyLoss(
      Tensor([1, 1, 1, 2], values: [1, 0]), targets: Tensor([1, 1, 1, 2], values: [0, 1]), mask: nil,
      context: Self.context)
    #expect(value.loss.isFinite && value.loss > 10 && value.gradient.values == [0, 0])
  }
}
