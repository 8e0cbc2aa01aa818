import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct SobelFilterTests {
  static let context = ComputeContext(threads: 2)
  static let image = Tensor([1, 3, 3, 1], values: [1, 2, 4, 0, 3, 5, 7, 6, 9])

  @Test func valuesAreThoseComputedByHand() {
    let result = SobelFilter(keepsColour: false)(Self.image, context: Self.context)
    #expect(result.shape == [1, 3, 3, 2])
    func derivatives(_ y: Int, _ x: Int) -> [Float] { [result[0, y, x, 0], result[0, y, x, 1]] }
    // Left minus right and top minus bottom, the middle twice: 1 + 0 + 7 - 4 - 10 - 9, 1 + 4 + 4 - 7 - 12 - 9.
    #expect(derivatives(1, 1) == [-15, -19])
    // Corners, with the edge pixels repeated outwards: 1 + 2 + 0 - 2 - 4 - 3, 1 + 2 + 2 - 0 - 0 - 3.
    #expect(derivatives(0, 0) == [-6, 2])
    // 3 + 12 + 6 - 5 - 18 - 9, 3 + 10 + 5 - 6 - 18 - 9.
    #expect(derivatives(2, 2) == [-11, -15])
  }

  @Test func colourStaysBeforeTheDerivativesOfTheLuma() {
    let colours = Tensor.normal([2, 4, 5, 4], seed: 1)
    let result = SobelFilter(keepsColour: true)(colours, context: Self.context)
    #expect(result.shape == [2, 4, 5, 6])
    var luma = Tensor([2, 4, 5, 1])
    for n in 0..<2 {
      for y in 0..<4 {
        for x in 0..<5 {
          for c in 0..<4 { #expect(result[n, y, x, c] == colours[n, y, x, c]) }
          luma[n, y, x, 0] =
            0.299 * colours[n, y, x, 0] + 0.587 * colours[n, y, x, 1] + 0.114 * colours[n, y, x, 2]
        }
      }
    }
    let expected = SobelFilter(keepsColour: false)(luma, context: Self.context)
    for n in 0..<2 {
      for y in 0..<4 {
        for x in 0..<5 {
          for d in 0..<2 { #expect(abs(result[n, y, x, 4 + d] - expected[n, y, x, d]) < 1e-5) }
        }
      }
    }
  }

  @Test func theFactorMultipliesTheDerivativesAlone() {
    let colours = Tensor.normal([1, 3, 4, 3], seed: 2)
    let plain = SobelFilter(keepsColour: true)(colours, context: Self.context).values
    let scaled = SobelFilter(keepsColour: true, factor: 4)(colours, context: Self.context).values
    for (index, value) in plain.enumerated() { #expect(scaled[index] == (index % 5 < 3 ? value : 4 * value)) }
  }

  @Test func anEvenImageHasNoEdges() {
    for shape: Shape in [[1, 1, 1, 1], [1, 4, 3, 2], [1, 5, 4, 3]] {
      let result = SobelFilter(keepsColour: false)(Tensor(shape, repeating: 0.5), context: Self.context)
      #expect(result.values == [Float](repeating: 0, count: shape.pixels * 2))
    }
  }
}
