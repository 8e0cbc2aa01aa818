import Basics

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
  private var coefficients: UnsafeMutableBufferPointer<Float> = .init(start: nil, count: 0)
  private var channels = 0

  private init(_ work: Work) { self.work = work }
  deinit {
    partial.deallocate()
    coefficients.deallocate()
  }

  static func nothing() -> OutputFinish { OutputFinish(.nothing) }
  static func channelSums() -> OutputFinish { OutputFinish(.sums) }

  /// For a gradient with respect to `map`.
  static func gradient(of map: FeatureMap) -> OutputFinish {
    OutputFinish(map.affine.map { .mask(map: map.raw, $0) } ?? .nothing)
  }

  func begin(chunks: Int, channels: Int) {
    self.channels = channels
    if case .nothing = work { return }
    partial = .allocate(capacity: chunks * 2 * channels)
    partial.initialize(repeating: 0)
    if case .mask(_, let affine) = work {
      coefficients = .allocate(capacity: 2 * channels)
      _ = coefficients.initialize(from: affine.scale + affine.shift)
    }
  }

  /// Calls `body` with the worker for one chunk.
  func withChunk(_ chunk: Int, _ body: (inout Worker) -> Void) {
    guard let sum = partial.baseAddress.map({ $0 + chunk * 2 * channels }) else {
      var worker = Worker(channels: channels)
      return body(&worker)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { short in
      short.initialize(repeating: 0)
      var worker = Worker(channels: channels)
      worker.short = short.baseAddress
      worker.sum = sum
      worker.coefficients = UnsafePointer(coefficients.baseAddress)
      if case .mask(let map, let affine) = work {
        worker.map = map.pointer
        worker.isRectified = affine.rectified
      }
      body(&worker)
      worker.flush()
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

  /// Does the work on the pixels of one chunk.
  struct Worker {
    let channels: Int
    fileprivate var short: UnsafeMutablePointer<Float>?
    fileprivate var sum: UnsafeMutablePointer<Double>?
    fileprivate var map: UnsafePointer<Float>?
    fileprivate var coefficients: UnsafePointer<Float>?
    fileprivate var isRectified = false
    private var pending = 0

    fileprivate init(channels: Int) { self.channels = channels }

    /// Works on `count` pixels from the flat index `pixel` of `output` on.
    mutating func apply(_ output: UnsafeMutablePointer<Float>, pixel: Int, count: Int) {
      guard short != nil else { return }
      for p in pixel..<pixel + count {
        if let map, isRectified { mask(output + p * channels, map + p * channels) }
        accumulate(output + p * channels, map.map { $0 + p * channels } ?? UnsafePointer(output + p * channels))
        pending += 1
        // Short sums in Float keep the lanes full; Double takes over every few pixels.
        if pending == 32 { flush() }
      }
    }

    private func mask(_ g: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>) {
      guard let scale = coefficients else { return }
      let shift = scale + channels
      var c = 0
      while c + 8 <= channels {
        let positive = (y.lanes(c) * scale.lanes(c) + shift.lanes(c)) .> 0
        g.store(g.lanes(c).replacing(with: 0, where: .!positive), c)
        c += 8
      }
      while c < channels {
        if y[c] * scale[c] + shift[c] <= 0 { g[c] = 0 }
        c += 1
      }
    }

    private func accumulate(_ g: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>) {
      guard let s = short else { return }
      let q = s + channels
      var c = 0
      while c + 8 <= channels {
        let value = g.lanes(c)
        s.store(s.lanes(c) + value, c)
        q.store(q.lanes(c) + value * y.lanes(c), c)
        c += 8
      }
      while c < channels {
        s[c] += g[c]
        q[c] += g[c] * y[c]
        c += 1
      }
    }

    fileprivate mutating func flush() {
      guard let s = short, let sum else { return }
      for i in 0..<2 * channels {
        sum[i] += Double(s[i])
        s[i] = 0
      }
      pending = 0
    }
  }
}
