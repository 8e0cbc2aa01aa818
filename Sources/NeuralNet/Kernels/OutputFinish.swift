// C channels.

/// What is done with output pixels as soon as they are computed, while they are in the cache.
///
/// Partial sums are kept by chunk and joined in chunk order, so that they do not depend on the threads.
final class OutputFinish {
  private enum Work {
    case nothing
    /// Sums of the values and of their squares.
    case sums
    /// The backward pass of the ReLU of `map`; sums of the result and of its products with the raw map.
    case mask(map: Tensor, ChannelAffine)
  }

  private let work: Work
  private var partial: UnsafeMutableBufferPointer<Double> = .init(start: nil, count: 0)
  private var channels = 0

  private init(_ work: Work) { self.work = work }
  deinit { partial.deallocate() }

  static func nothing() -> OutputFinish { OutputFinish(.nothing) }
  static func channelSums() -> OutputFinish { OutputFinish(.sums) }

  /// For a gradient with respect to `map`.
  static func gradient(of map: FeatureMap) -> OutputFinish {
    OutputFinish(map.affine.map { .mask(map: map.raw, $0) } ?? .nothing)
  }

  func begin(chunks: Int, channels: Int) {
    self.channels = channels
    if case .nothing = work { return }
    partial.deallocate()
    partial = .allocate(capacity: chunks * 2 * channels)
    partial.initialize(repeating: 0)
  }

  /// Works on pixels of the output; may be called more than once a chunk, from one thread.
  func apply(_ output: UnsafeMutablePointer<Float>, pixels: Range<Int>, channels C: Int, chunk: Int) {
    guard let sum = partial.baseAddress.map({ $0 + chunk * 2 * C }) else { return }
    let products = sum + C
    // Short sums in Float keep the vector lanes full; Double takes over every few pixels.
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * C) { short in
      guard let s = short.baseAddress else { return }
      let q = s + C
      var start = pixels.lowerBound
      while start < pixels.upperBound {
        let end = min(pixels.upperBound, start + 32)
        short.update(repeating: 0)
        switch work {
        case .nothing: return
        case .sums:
          for p in start..<end {
            let y = output + p * C
            for c in 0..<C {
              s[c] += y[c]
              q[c] += y[c] * y[c]
            }
          }
        case .mask(let map, let affine):
          affine.scale.withUnsafeBufferPointer { scale in
            affine.shift.withUnsafeBufferPointer { shift in
              guard let scale = scale.baseAddress, let shift = shift.baseAddress else { return }
              for p in start..<end {
                let (g, y) = (output + p * C, map.pointer + p * C)
                for c in 0..<C {
                  let value = !affine.rectified || y[c] * scale[c] + shift[c] > 0 ? g[c] : 0
                  g[c] = value
                  s[c] += value
                  q[c] += value * y[c]
                }
              }
            }
          }
        }
        for c in 0..<C {
          sum[c] += Double(s[c])
          products[c] += Double(q[c])
        }
        start = end
      }
    }
  }

  /// The joined sums; nil where none were asked for.
  var joined: (sum: [Double], products: [Double])? {
    guard partial.count > 0 else { return nil }
    var (sum, products) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    for chunk in 0..<partial.count / (2 * channels) {
      for c in 0..<channels {
        sum[c] += partial[chunk * 2 * channels + c]
        products[c] += partial[(chunk * 2 + 1) * channels + c]
      }
    }
    return (sum, products)
  }
}
