import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct MutualInformationLossTests {
  static let context = ComputeContext(threads: 2)
  static let forms = MutualInformationLoss.Form.allCases

  struct Views {
    let first: Tensor
    let second: Tensor
    let mask: Tensor
    init(_ shape: Shape = [2, 9, 11, 4], sharpness: Float = 1.5) {
      first = .probabilities(shape, sharpness: sharpness, seed: 1)
      second = .probabilities(shape, sharpness: sharpness, seed: 2)
      mask = .validity(Shape(Array(shape.dimensions.prefix(3))), seed: 3)
    }
  }

  /// Moves probability from class to class only, as a softmax does.
  static func keepingSums(_ direction: Tensor) -> Tensor {
    let classes = direction.shape.channels
    var values = direction.values
    for start in stride(from: 0, to: values.count, by: classes) {
      let mean = values[start..<start + classes].reduce(0, +) / Float(classes)
      for index in start..<start + classes { values[index] -= mean }
    }
    return Tensor(direction.shape, values: values)
  }

  @Test(arguments: forms, [1.0, 1.5])
  func gradientsAreThoseOfTheLoss(_ form: MutualInformationLoss.Form, lambda: Double) {
    let views = Views(sharpness: 0.7)
    let loss = MutualInformationLoss(radius: 2, entropyWeight: lambda, form: form)
    let offset = PairedMaps.Offset(rows: 1, columns: -2)
    let result = loss(
      first: views.first, second: views.second, mask: views.mask, offset: offset, context: Self.context)
    let check = GradientCheck(step: 2e-3, absolute: 1e-4, relative: 3e-3)
    // The normalizer of the collapsed form is a constant in the gradient, so sums must be kept.
    func constrain(_ direction: Tensor) -> Tensor { form == .collapsed ? Self.keepingSums(direction) : direction }
    check.check(result.firstGradient, at: views.first, "first", constrain: constrain) {
      (moved: Tensor) -> Double in
      loss(first: moved, second: views.second, mask: views.mask, offset: offset, context: Self.context).loss
    }
    check.check(result.secondGradient, at: views.second, "second", constrain: constrain) {
      (moved: Tensor) -> Double in
      loss(first: views.first, second: moved, mask: views.mask, offset: offset, context: Self.context).loss
    }
  }

  @Test(arguments: forms)
  func theOrderOfTheViewsDoesNotMatter(_ form: MutualInformationLoss.Form) {
    let views = Views()
    let loss = MutualInformationLoss(radius: 2, entropyWeight: 1.3, form: form)
    let one = loss(first: views.first, second: views.second, mask: views.mask, context: Self.context)
    let other = loss(first: views.second, second: views.first, mask: views.mask, context: Self.context)
    expectClose(other.loss, one.loss, relative: 1e-6)
    expectClose(other.firstGradient, one.secondGradient, absolute: 1e-8, relative: 1e-4)
  }

  @Test(arguments: forms)
  func informationLiesBetweenZeroAndTheLogarithmOfTheClasses(_ form: MutualInformationLoss.Form) {
    let views = Views([2, 12, 12, 5])
    for radius in [0, 1, 3] {
      let loss = MutualInformationLoss(radius: radius, form: form)
      let different = loss(first: views.first, second: views.second, context: Self.context)
      let same = loss(first: views.first, second: views.first, context: Self.context)
      #expect(different.mutualInformation >= -1e-6)
      #expect(same.mutualInformation <= log(5))
      #expect(different.loss == different.lossWithoutWeight)
      if radius == 0 { #expect(same.mutualInformation > different.mutualInformation) }
    }
  }

  @Test(arguments: forms)
  func equalHardClassesGiveAllTheInformation(_ form: MutualInformationLoss.Form) {
    // Four classes of equal size, the same in both views.
    let values = (0..<64).flatMap { pixel in (0..<4).map { $0 == pixel % 4 ? Float(1) : 0 } }
    let map = Tensor([1, 8, 8, 4], values: values)
    let result = MutualInformationLoss(radius: 0, form: form)(first: map, second: map, context: Self.context)
    expectClose(result.mutualInformation, log(4), relative: 1e-6)
    expectClose(result.clusterShares.map(Double.init), [0.25, 0.25, 0.25, 0.25])
    #expect(result.firstGradient.values.allSatisfy { $0.isFinite })
  }

  @Test(arguments: forms)
  func theEntropyWeightAddsTheWeightedEntropyOfBothMarginals(_ form: MutualInformationLoss.Form) {
    let views = Views([1, 6, 6, 3])
    let plain = MutualInformationLoss(radius: 0, entropyWeight: 1, form: form)(
      first: views.first, second: views.second, context: Self.context)
    let weighted = MutualInformationLoss(radius: 0, entropyWeight: 1.5, form: form)(
      first: views.first, second: views.second, context: Self.context)
    let entropy = plain.clusterShares.reduce(0) { $0 - Double($1) * log(Double($1)) }
    expectClose(weighted.loss, plain.loss - 2 * 0.5 * entropy, relative: 1e-6)
    #expect(weighted.lossWithoutWeight == plain.lossWithoutWeight)
  }

  @Test(arguments: forms)
  func nothingValidGivesZeroLossAndGradient(_ form: MutualInformationLoss.Form) {
    let views = Views()
    let result = MutualInformationLoss(radius: 2, entropyWeight: 1.5, form: form)(
      first: views.first, second: views.second, mask: Tensor([2, 9, 11]), context: Self.context)
    #expect(result.loss == 0)
    #expect(result.firstGradient.values.allSatisfy { $0 == 0 })
    #expect(result.secondGradient.values.allSatisfy { $0 == 0 })
    #expect(result.clusterShares.allSatisfy { $0 == 0 })
  }

  @Test(arguments: forms)
  func oneClassHoldsNoInformation(_ form: MutualInformationLoss.Form) {
    let ones = Tensor([1, 5, 4, 1], repeating: 1)
    let result = MutualInformationLoss(radius: 1, form: form)(first: ones, second: ones, context: Self.context)
    expectClose(result.loss, 0, absolute: 1e-9, relative: 0)
    #expect(result.clusterShares == [1])
  }

  @Test(arguments: forms)
  func aSinglePixelAndAWindowLargerThanTheImageAreFinite(_ form: MutualInformationLoss.Form) {
    for shape: Shape in [[1, 1, 1, 3], [1, 2, 3, 3]] {
      let views = Views(shape)
      let result = MutualInformationLoss(radius: 4, entropyWeight: 1.5, form: form)(
        first: views.first, second: views.second, context: Self.context)
      #expect(result.loss.isFinite && result.loss < 0)
      #expect((result.firstGradient.values + result.secondGradient.values).allSatisfy { $0.isFinite })
      #expect(result.firstGradient.values.contains { $0 != 0 })
    }
  }

  @Test(arguments: forms)
  func theNumberOfThreadsDoesNotMatter(_ form: MutualInformationLoss.Form) {
    let views = Views([3, 21, 18, 6])
    let loss = MutualInformationLoss(radius: 3, form: form)
    let results = [1, 2].map {
      loss(first: views.first, second: views.second, mask: views.mask, context: ComputeContext(threads: $0))
    }
    #expect(results[0].loss == results[1].loss)
    #expect(results[0].firstGradient.values == results[1].firstGradient.values)
    #expect(results[0].secondGradient.values == results[1].secondGradient.values)
  }

  @Test func aLossThatIsNotANumberIsReported() {
    var views = Views().first
    views[0, 3, 3, 1] = .nan
    let result = MutualInformationLoss(radius: 1)(first: views, second: Views().second, context: Self.context)
    #expect(result.loss.isNaN)
  }

  @Test func aSparseDisplacementIsTheSameAsAMovedMap() {
    let views = Views([1, 8, 9, 3])
    var moved = Tensor([1, 8, 9, 3])
    for y in 0..<8 where y + 2 < 8 {
      for x in 0..<9 where x - 3 >= 0 {
        for k in 0..<3 { moved[0, y, x, k] = views.second[0, y + 2, x - 3, k] }
      }
    }
    let loss = MutualInformationLoss(radius: 1)
    let one = loss(first: views.first, second: moved, mask: views.mask, context: Self.context)
    let other = loss(
      first: views.first, second: views.second, mask: views.mask, offset: .init(rows: 2, columns: -3),
      context: Self.context)
    #expect(one.loss == other.loss)
    #expect(one.firstGradient.values == other.firstGradient.values)
  }
}

@Suite struct SparseDisplacementTests {
  @Test func drawsStayInTheirRangeAndReachItsEnds() {
    var source = RandomSource(seed: 4)
    let draws = (0..<400).map { _ in SparseDisplacement(minimum: 2, maximum: 4).draw(from: &source) }
    let sizes = Set(draws.flatMap { [$0.rows, $0.columns] })
    #expect(sizes == [-4, -3, -2, 2, 3, 4])
  }
}
