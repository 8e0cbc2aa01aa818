import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct TokenPanelsTests {
  static let context = ComputeContext(threads: 2)

  @Test(arguments: [1, 15, 16, 17, 40]) func rowsComeBack(_ count: Int) {
    let rows = Tensor.normal([2, count, 5], seed: 1)
    let panels = TokenPanels(rows, context: Self.context)
    #expect(panels.values.shape == [2, (count + 15) / 16, 5, 16])
    #expect(panels.rows(context: Self.context).values == rows.values)
    // The tokens that fill the last panel up are zeros.
    let zeros = panels.values.values.filter { $0 == 0 }
    #expect(zeros.count == (panels.panels * 16 - count) * 5 * 2)
  }

  @Test func someRowsAreThoseOfEachImage() {
    let rows = Tensor([2, 3, 2], values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    let panels = TokenPanels(rows, context: Self.context)
    #expect(panels.rows(1..<3, context: Self.context).values == [3, 4, 5, 6, 9, 10, 11, 12])
  }
}
