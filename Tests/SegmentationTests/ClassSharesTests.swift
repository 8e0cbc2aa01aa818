import NeuralNet
import Testing

import Segmentation

struct ClassSharesTests {
  /// Two classes whose one feature is 0 or 1 with probability 0.8 and 0.3, seen as often as `share` says.
  @Test(arguments: [0.05, 0.3, 0.5, 0.9]) func sharesAreFoundThoughOthersWereLearned(_ share: Double) {
    let learned = [0.5, 0.5]
    let count = 10_000
    var values: [Float] = []
    let ones = share * 0.8 + (1 - share) * 0.3
    for sample in 0..<count {
      let isOne = Double(sample) < ones * Double(count)
      let (first, second) = isOne ? (0.8, 0.3) : (0.2, 0.7)
      values += [Float(first / (first + second)), Float(second / (first + second))]
    }
    let found = ClassShares.estimate(
      Tensor(Shape(batch: 1, height: 1, width: count, channels: 2), values: values), learned: learned)
    #expect(abs(found[0] - share) < 0.01 && abs(found[0] + found[1] - 1) < 1e-9)
  }

  @Test func withoutSamplesTheLearnedSharesStay() {
    let none = Tensor(Shape(batch: 1, height: 1, width: 0, channels: 2), values: [])
    #expect(ClassShares.estimate(none, learned: [0.2, 0.8]) == [0.2, 0.8])
  }
}
