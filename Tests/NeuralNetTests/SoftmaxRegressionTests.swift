import NeuralNet
import TestSupport
import Testing

@Suite struct SoftmaxRegressionTests {
  static let context = ComputeContext(threads: 2)

  /// 1500 samples, more than one chunk, of 5 features and 3 classes.
  static func problem(penalty: Double = 0.01) -> SoftmaxRegression {
    let features = Tensor.normal([1500, 5], seed: 3)
    let labels = (0..<1500).map { n -> Int in
      let at = { features.values[n * 5 + $0] }
      return at(0) + 0.5 * at(1) > 0.4 ? 2 : at(2) > 0 ? 1 : 0
    }
    return SoftmaxRegression(features: features, labels: labels, classes: 3, penalty: penalty)
  }

  @Test func gradientAgreesWithDifferences() {
    let problem = Self.problem()
    let place = (0..<problem.parameterCount).map { 0.1 * Double(($0 * 7) % 11 - 5) }
    let (_, gradient) = problem.loss(place, context: Self.context)
    for index in place.indices {
      var (above, below) = (place, place)
      above[index] += 1e-2
      below[index] -= 1e-2
      let slope =
        (problem.loss(above, context: Self.context).value - problem.loss(below, context: Self.context).value) / 2e-2
      #expect(abs(slope - gradient[index]) < 1e-4, "parameter \(index): \(slope), \(gradient[index])")
    }
  }

  @Test func lossOfZerosIsThatOfAGuess() {
    let problem = Self.problem()
    let (value, _) = problem.loss([Double](repeating: 0, count: problem.parameterCount), context: Self.context)
    #expect(abs(value - 1.0986122886681098) < 1e-6)
  }

  @Test func threadsDoNotMatter() {
    let problem = Self.problem()
    let place = (0..<problem.parameterCount).map { 0.1 * Double($0) }
    let one = problem.loss(place, context: ComputeContext(threads: 1))
    let four = problem.loss(place, context: ComputeContext(threads: 4))
    #expect(one.value == four.value && one.gradient == four.gradient)
  }

  @Test func aSampleOfWeightTwoIsTwoSamples() {
    let features = Tensor([3, 2], values: [1, 0, 0, 1, -1, 2])
    let doubled = Tensor([4, 2], values: [1, 0, 0, 1, -1, 2, -1, 2])
    let place = [0.3, -0.2, 0.5, 0.1, 0.0, 0.2]
    let weighted = SoftmaxRegression(
      features: features, labels: [0, 1, 1], weights: [1, 1, 2], classes: 2, penalty: 0.1
    )
    .loss(place, context: Self.context)
    let repeated = SoftmaxRegression(features: doubled, labels: [0, 1, 1, 1], classes: 2, penalty: 0.1)
      .loss(place, context: Self.context)
    #expect(abs(weighted.value - repeated.value) < 1e-6)
    for (one, other) in zip(weighted.gradient, repeated.gradient) { #expect(abs(one - other) < 1e-6) }
  }
}
