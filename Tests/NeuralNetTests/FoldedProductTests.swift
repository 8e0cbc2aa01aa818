import CWinograd
import NeuralNet
import TestSupport
import Testing

/// The loops of all instruction sets that this processor can run. Other tests see only the fastest.
@Suite struct FoldedProductTests {
  static let sets: [FoldedKernels] = {
    var sets: [FoldedKernels] = []
    while let kernels = folded_kernels(Int32(sets.count)) { sets.append(kernels.pointee) }
    return sets
  }()

  @Test func `there are portable loops, which come last`() {
    #expect(Self.sets.last.map { String(cString: $0.name) } == "portable")
  }

  @Test(arguments: 0..<sets.count, [1, 2, 3, 4, 5, 6, 13])
  func productsAgreeWithPlainSums(_ set: Int, _ count: Int) {
    // Two pieces of 7 floats; 3, 8 or 16 channels of the second panel.
    let (lines, depth, lineStep, pixelStep, panel) = (2, 7, 90, 5, 16)
    let values = Tensor.normal([lines * lineStep + count * pixelStep], seed: 1).values
    let weights = Tensor.normal([lines * depth * panel], seed: 2).values
    for channels in [19, 24, 32] {
      let bias = Tensor.normal([32], seed: 3).values
      let added = Tensor.normal([count * channels], seed: 4).values
      let old = Tensor.normal([count * channels], seed: 5).values
      for (part, hasAdded) in [(3, true), (2, false), (1, false), (0, false)] {
        var target = old
        target.withUnsafeMutableBufferPointer { target in
          values.withUnsafeBufferPointer { values in
            bias.withUnsafeBufferPointer { bias in
              added.withUnsafeBufferPointer { added in
                guard let target = target.baseAddress, let values = values.baseAddress, let bias = bias.baseAddress
                else { return }
                var patches = FoldedPatches(
                  values: values, lines: lines, depth: depth, line_step: lineStep, pixel_step: pixelStep, count: count)
                var finish = FoldedFinish(
                  target: target, channels: channels, bias: bias, added: hasAdded ? added.baseAddress : nil, floor: -1,
                  ceiling: 2)
                Self.sets[set].product(&patches, weights, &finish, 1, Int32(part))
              }
            }
          }
        }
        let expected = (0..<count * channels).map { at -> Double in
          let (pixel, channel) = at.quotientAndRemainder(dividingBy: channels)
          guard channel >= panel else { return Double(old[at]) }
          var sum = part & 1 == 1 ? 0 : Double(old[at])
          for line in 0..<lines {
            for d in 0..<depth {
              sum +=
                Double(values[line * lineStep + pixel * pixelStep + d])
                * Double(weights[(line * depth + d) * panel + channel - panel])
            }
          }
          guard part & 2 == 2 else { return sum }
          return min(2, max(-1, sum + Double(bias[channel]) + (hasAdded ? Double(added[at]) : 0)))
        }
        expectClose(target.map { Double($0) }, expected, absolute: 1e-5, "\(channels) channels, part \(part)")
      }
    }
  }
}
