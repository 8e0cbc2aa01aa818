import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct JointDistributionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var shape: Shape
    var radius: Int
    var masked = true
    var offset = PairedMaps.Offset.zero
    var testDescription: String { "\(shape) radius \(radius) masked \(masked) offset \(offset.rows),\(offset.columns)" }

    var maps: PairedMaps {
      PairedMaps(
        first: .probabilities(shape, seed: 1), second: .probabilities(shape, seed: 2),
        mask: masked ? .validity(Shape(Array(shape.dimensions.prefix(3))), seed: 3) : nil, offset: offset)
    }
  }

  static let cases = [
    Case(shape: [2, 9, 13, 3], radius: 2),
    Case(shape: [1, 7, 5, 4], radius: 0, masked: false),
    Case(shape: [1, 1, 1, 3], radius: 1, masked: false),
    Case(shape: [1, 1, 1, 3], radius: 0, masked: false),
    Case(shape: [2, 3, 2, 2], radius: 5, masked: false),
    Case(shape: [1, 1, 17, 3], radius: 3),
    Case(shape: [1, 17, 1, 3], radius: 3),
    Case(shape: [3, 11, 8, 1], radius: 2),
    Case(shape: [2, 31, 23, 5], radius: 4, offset: .init(rows: 3, columns: -2)),
    Case(shape: [1, 6, 6, 2], radius: 1, offset: .init(rows: -9, columns: 0)),
    Case(shape: [1, 67, 59, 2], radius: 3, offset: .init(rows: 0, columns: 1)),
  ]

  @Test(arguments: cases, JointDistribution.Method.allCases.filter { $0 != .reference })
  func everyMethodGivesTheCountsOfTheReference(_ testCase: Case, method: JointDistribution.Method) {
    let context = ComputeContext(threads: 2)
    let expected = JointDistribution(radius: testCase.radius, method: .reference)
      .counts(of: testCase.maps, context: context).values
    let actual = JointDistribution(radius: testCase.radius, method: method)
      .counts(of: testCase.maps, context: context).values
    let largest = Double(expected.values.max() ?? 0)
    expectClose(actual, expected, absolute: 1e-6 * largest, relative: 1e-5)
  }

  @Test(arguments: cases, JointDistribution.Method.allCases.filter { $0 != .reference })
  func everyMethodGivesTheGradientsOfTheReference(_ testCase: Case, method: JointDistribution.Method) {
    let context = ComputeContext(threads: 2)
    let maps = testCase.maps
    let reference = JointDistribution(radius: testCase.radius, method: .reference)
    let joint = JointDistribution(radius: testCase.radius, method: method)
    let counts = joint.counts(of: maps, context: context)
    let weights = Tensor.normal(counts.values.shape, seed: 4)
    let expected = reference.gradients(
      weights, counts: reference.counts(of: maps, context: context), maps: maps, context: context)
    let actual = joint.gradients(weights, counts: counts, maps: maps, context: context)
    let largest = Double(expected.first.values.map(abs).max() ?? 0)
    expectClose(actual.first, expected.first, absolute: 2e-6 * largest, relative: 1e-5, "first")
    expectClose(actual.second, expected.second, absolute: 2e-6 * largest, relative: 1e-5, "second")
  }

  @Test func countsOfTwoPixelsStandWhereTheirDisplacementSays() {
    // Class 0 at (1, 2) of the first map and class 1 at (2, 0) of the second: displacement (-1, 2).
    var first = Tensor([1, 4, 4, 2])
    var second = Tensor([1, 4, 4, 2])
    first[0, 1, 2, 0] = 1
    second[0, 2, 0, 1] = 1
    var expected = Tensor([5, 5, 2, 2])
    expected[1, 4, 0, 1] = 1
    for method in JointDistribution.Method.allCases {
      let counts = JointDistribution(radius: 2, method: method)
        .counts(of: PairedMaps(first: first, second: second), context: ComputeContext(threads: 1))
      expectClose(counts.values, expected, absolute: 1e-5, relative: 0, method.rawValue)
    }
  }

  @Test(arguments: JointDistribution.Method.allCases)
  func gradientIsThatOfTheCounts(_ method: JointDistribution.Method) {
    let context = ComputeContext(threads: 2)
    let maps = Case(shape: [2, 8, 7, 3], radius: 2, offset: .init(rows: 1, columns: -1)).maps
    let joint = JointDistribution(radius: 2, method: method)
    let counts = joint.counts(of: maps, context: context)
    let weights = Tensor.normal(counts.values.shape, seed: 9)
    let gradients = joint.gradients(weights, counts: counts, maps: maps, context: context)
    func weighted(_ maps: PairedMaps) -> Double {
      zip(joint.counts(of: maps, context: context).values.values, weights.values)
        .reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    GradientCheck(step: 0.05, relative: 1e-3).check(gradients.first, at: maps.first, "first") {
      weighted(PairedMaps(first: $0, second: maps.second, mask: maps.mask, offset: maps.offset))
    }
    GradientCheck(step: 0.05, relative: 1e-3).check(gradients.second, at: maps.second, "second") {
      weighted(PairedMaps(first: maps.first, second: $0, mask: maps.mask, offset: maps.offset))
    }
  }

  @Test(arguments: cases)
  func windowedCountsAreTheSumOverDisplacements(_ testCase: Case) {
    let context = ComputeContext(threads: 2)
    let maps = testCase.maps
    let classes = testCase.shape.channels
    let reference = JointDistribution(radius: testCase.radius, method: .reference)
    let counts = reference.counts(of: maps, context: context)
    var expected = [Double](repeating: 0, count: classes * classes)
    for (index, value) in counts.values.values.enumerated() { expected[index % (classes * classes)] += Double(value) }
    let windowed = WindowedJoint(radius: testCase.radius)
    expectClose(
      windowed.counts(of: maps, context: context).values.map(Double.init), expected, absolute: 1e-6, relative: 1e-5)

    let weights = Tensor.normal([classes, classes], seed: 5)
    let repeated = Tensor(
      counts.values.shape, values: (0..<counts.values.count).map { weights.values[$0 % (classes * classes)] })
    let expectedGradients = reference.gradients(repeated, counts: counts, maps: maps, context: context)
    let gradients = windowed.gradients(weights, maps: maps, context: context)
    let largest = Double(expectedGradients.first.values.map(abs).max() ?? 0)
    expectClose(gradients.first, expectedGradients.first, absolute: 1e-6 * largest, relative: 1e-5, "first")
    expectClose(gradients.second, expectedGradients.second, absolute: 1e-6 * largest, relative: 1e-5, "second")
  }

  @Test(arguments: JointDistribution.Method.allCases)
  func resultsDoNotDependOnTheNumberOfThreads(_ method: JointDistribution.Method) {
    let maps = Case(shape: [3, 33, 29, 4], radius: 3).maps
    let joint = JointDistribution(radius: 3, method: method)
    let weights = Tensor.normal([7, 7, 4, 4], seed: 8)
    let results = [1, 2, 3].map { threads in
      let context = ComputeContext(threads: threads)
      let counts = joint.counts(of: maps, context: context)
      let gradients = joint.gradients(weights, counts: counts, maps: maps, context: context)
      return [counts.values.values, gradients.first.values, gradients.second.values]
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test(arguments: JointDistribution.Method.allCases)
  func mapsWithoutPixelsGiveZeros(_ method: JointDistribution.Method) {
    let context = ComputeContext(threads: 2)
    for shape: Shape in [[0, 4, 4, 2], [1, 0, 4, 2], [1, 4, 0, 2]] {
      let maps = PairedMaps(first: Tensor(shape), second: Tensor(shape))
      let joint = JointDistribution(radius: 1, method: method)
      let counts = joint.counts(of: maps, context: context)
      #expect(counts.values.values == [Float](repeating: 0, count: 36))
      #expect(joint.gradients(counts.values, counts: counts, maps: maps, context: context).first.shape == shape)
    }
  }
}
