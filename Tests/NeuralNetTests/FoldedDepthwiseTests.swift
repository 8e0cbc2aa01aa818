import CWinograd
import NeuralNet
import TestSupport
import Testing

@Suite struct FoldedDepthwiseTests {
  @Test(arguments: 0..<FoldedProductTests.sets.count, [[3, 1], [3, 2], [5, 1], [5, 2], [7, 1]])
  func rowsAgreeWithPlainSums(_ set: Int, _ sizes: [Int]) {
    let (kernel, stride) = (sizes[0], sizes[1])
    for (channels, width, before) in [(16, 13, kernel / 2), (37, 12, kernel / 2), (20, 2, kernel / 2), (32, 14, 0)] {
      let count = (width + stride - 1) / stride
      let rows = (0..<kernel).map { Tensor.normal([width * channels], seed: UInt64($0)).values }
      let weights = Tensor.normal([kernel * kernel * channels], seed: 10).values
      let bias = Tensor.normal([channels + 16], seed: 11).values
      let added = Tensor.normal([count * channels], seed: 12).values
      // The first row is one of zeros.
      let target = Tensor(
        [count, channels],
        values: row(set, rows, weights, bias, added, channels: channels, width: width, before: before, sizes: sizes))
      let expected = (0..<count * channels).map { at -> Float in
        let (output, channel) = at.quotientAndRemainder(dividingBy: channels)
        var sum = Double(bias[channel]) + Double(added[at])
        for line in 1..<kernel {
          for column in 0..<kernel {
            let x = output * stride - before + column
            guard x >= 0 && x < width else { continue }
            sum +=
              Double(rows[line][x * channels + channel])
              * Double(weights[(line * kernel + column) * channels + channel])
          }
        }
        return Float(min(6, max(0, sum)))
      }
      expectClose(target, Tensor([count, channels], values: expected), absolute: 2e-5, "\(channels) by \(width)")
    }
  }

  private func row(
    _ set: Int, _ rows: [[Float]], _ weights: [Float], _ bias: [Float], _ added: [Float], channels: Int, width: Int,
    before: Int, sizes: [Int]
  ) -> [Float] {
    var target = [Float](repeating: .nan, count: added.count)
    let all = rows.flatMap { $0 }
    all.withUnsafeBufferPointer { all in
      target.withUnsafeMutableBufferPointer { target in
        bias.withUnsafeBufferPointer { bias in
          added.withUnsafeBufferPointer { added in
            guard let base = all.baseAddress, let target = target.baseAddress, let bias = bias.baseAddress else {
              return
            }
            let lines: [UnsafePointer<Float>?] = rows.indices.map { $0 == 0 ? nil : base + $0 * width * channels }
            var finish = FoldedFinish(
              target: target, channels: channels, bias: bias, added: added.baseAddress, floor: 0, ceiling: 6)
            FoldedProductTests.sets[set].depthwise(
              lines, width, before, sizes[0], sizes[1], added.count / channels, weights, &finish)
          }
        }
      }
    }
    return target
  }
}
