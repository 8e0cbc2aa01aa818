import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct FoldedConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var input: Shape
    var outputs: Int
    var kernel: Int
    var stride = 1
    var padding = FoldedConvolution.Padding.symmetric
    var isDepthwise = false

    var testDescription: String { "\(input) to \(outputs), \(kernel) by \(stride), \(padding), \(isDepthwise)" }

    var weight: Tensor { .normal([outputs, isDepthwise ? 1 : input.channels, kernel, kernel], seed: 1) }
    var scale: [Float] { Tensor.normal([outputs], seed: 2).values }
    var bias: [Float] { Tensor.normal([outputs], seed: 3).values }
    /// The sum of the sizes of the terms of an output.
    var size: Double { Double(weight.count / outputs) }

    func layer(_ activation: FoldedConvolution.Activation = .none, context: ComputeContext) -> FoldedConvolution {
      FoldedConvolution(
        weight: weight, scale: scale, bias: bias, isDepthwise: isDepthwise, stride: stride, padding: padding,
        activation: activation, context: context)
    }
  }

  static let cases: [Case] = [
    // Pixels of several chunks; more channels than are multiplied at once; panels that are full, half full and less.
    Case(input: [1, 9, 23, 12], outputs: 40, kernel: 1),
    Case(input: [2, 3, 5, 1030], outputs: 21, kernel: 1),
    Case(input: [2, 7, 9, 6], outputs: 16, kernel: 1, stride: 2),
    Case(input: [1, 8, 6, 3], outputs: 24, kernel: 7, stride: 2),
    Case(input: [2, 9, 13, 5], outputs: 7, kernel: 3),
    Case(input: [1, 9, 10, 16], outputs: 8, kernel: 3, stride: 2),
    Case(input: [1, 9, 10, 128], outputs: 8, kernel: 3, stride: 2),
    Case(input: [2, 12, 10, 3], outputs: 32, kernel: 3, stride: 2, padding: .same),
    Case(input: [1, 1, 1, 3], outputs: 3, kernel: 3, stride: 2, padding: .same),
    // Winograd, also with few tiles and many channels.
    Case(input: [2, 9, 13, 8], outputs: 24, kernel: 3),
    Case(input: [1, 3, 2, 64], outputs: 144, kernel: 3),
    Case(input: [1, 31, 37, 16], outputs: 8, kernel: 3),
    Case(input: [2, 9, 13, 16], outputs: 16, kernel: 3, isDepthwise: true),
    Case(input: [1, 8, 14, 37], outputs: 37, kernel: 3, stride: 2, isDepthwise: true),
    Case(input: [1, 11, 15, 24], outputs: 24, kernel: 5, isDepthwise: true),
    Case(input: [2, 12, 14, 32], outputs: 32, kernel: 5, stride: 2, padding: .same, isDepthwise: true),
    Case(input: [1, 4, 6, 3], outputs: 3, kernel: 7, stride: 2, padding: .same, isDepthwise: true),
    Case(input: [1, 1, 2, 16], outputs: 16, kernel: 5, isDepthwise: true),
  ]

  @Test(arguments: cases) func agreesWithPlainLoops(_ one: Case) {
    let context = ComputeContext(threads: 2)
    let input = Tensor.normal(one.input, seed: 4)
    let expected = FoldedReference.forward(
      input, weight: one.weight, scale: one.scale, bias: one.bias, isDepthwise: one.isDepthwise, stride: one.stride,
      padding: one.padding)
    let added = Tensor.normal(expected.shape, seed: 5)
    func bounded(_ values: [Float], _ bound: (Float) -> Float) -> Tensor {
      Tensor(expected.shape, values: values.map(bound))
    }
    let sums = zip(expected.values, added.values).map { $0 + $1 }
    let tolerance = 2e-6 * max(10, one.size)
    expectClose(one.layer(context: context)(input, context: context), expected, absolute: tolerance, "alone")
    expectClose(
      one.layer(.relu, context: context)(input, adding: added, context: context), bounded(sums) { max(0, $0) },
      absolute: tolerance, "added, with ReLU")
    expectClose(
      one.layer(.relu6, context: context)(input, context: context),
      bounded(expected.values) { min(6, max(0, $0)) }, absolute: tolerance, "with ReLU6")
  }

  @Test(arguments: cases) func theNumberOfThreadsChangesNoBit(_ one: Case) {
    let input = Tensor.normal(one.input, seed: 4)
    let results = [1, 2, 3].map { threads in
      let context = ComputeContext(threads: threads)
      return one.layer(.relu, context: context)(input, context: context).values
    }
    #expect(results[0] == results[1] && results[0] == results[2])
  }

  @Test func valuesThatAreNotNumbersStayWhereTheyAre() {
    let context = ComputeContext(threads: 1)
    var input = Tensor.normal([1, 4, 4, 8], seed: 1)
    input[0, 2, 1, 3] = .nan
    let layer = FoldedConvolution(
      weight: .normal([8, 8, 1, 1], seed: 2), scale: [Float](repeating: 1, count: 8),
      bias: [Float](repeating: 0, count: 8), activation: .relu6, context: context)
    let output = layer(input, context: context)
    for (pixel, values) in stride(from: 0, to: output.count, by: 8).enumerated() {
      #expect(output.values[values..<values + 8].allSatisfy { $0.isNaN == (pixel == 9) })
    }
  }
}
