import CWinograd
import NeuralNet
import TestSupport
import Testing

@Suite struct FoldedWinogradTests {
  @Test(arguments: 0..<FoldedProductTests.sets.count, [false, true])
  func outputsAreThoseOfTrainingWithTheLastWork(_ set: Int, _ isCut: Bool) {
    // Squares of four rows and columns, or of three rows and two columns, in a map of 24 channels.
    let (channels, side, stride) = (24, 4, 20)
    let products = Tensor.normal([36 * stride], seed: 1).values
    let bias = Tensor.normal([32], seed: 2).values
    let added = Tensor.normal([side * side * channels], seed: 3).values
    var square = WinogradSquare(
      first: 0, row: side * channels, column: channels, rows_from: 0, rows_to: isCut ? 3 : 4, columns_from: 0,
      columns_to: isCut ? 2 : 4)
    var plain = [Float](repeating: 0, count: added.count)
    var folded = plain
    guard let training = winograd_kernels(Int32(set))?.pointee else { return }
    plain.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      var finish = WinogradFinish(target: target, map: nil, scale: nil, shift: nil, sums: nil, products: nil)
      training.output(products, stride, &finish, &square, 16, 8)
    }
    folded.withUnsafeMutableBufferPointer { target in
      bias.withUnsafeBufferPointer { bias in
        added.withUnsafeBufferPointer { added in
          guard let target = target.baseAddress, let bias = bias.baseAddress else { return }
          var finish = FoldedFinish(
            target: target, channels: channels, bias: bias, added: added.baseAddress, floor: 0, ceiling: 6)
          FoldedProductTests.sets[set].output(products, stride, &finish, &square, 16, 8)
        }
      }
    }
    let expected = plain.indices.map { at -> Double in
      let (pixel, channel) = at.quotientAndRemainder(dividingBy: channels)
      let isInside = pixel / side < (isCut ? 3 : 4) && pixel % side < (isCut ? 2 : 4)
      guard channel >= 16 && isInside else { return 0 }
      return min(6, max(0, Double(plain[at]) + Double(bias[channel]) + Double(added[at])))
    }
    #expect(expected.contains { $0 > 0 && $0 < 6 })
    expectClose(folded.map { Double($0) }, expected, absolute: 1e-5)
  }
}
