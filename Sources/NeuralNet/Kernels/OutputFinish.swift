import Basics
import CWinograd

// C channels.

/// The last work on output pixels, done while they are in the processor cache.
///
/// Partial sums are kept for each chunk and joined in the order of the chunks, so they do not depend on the threads.
enum OutputFinish {
  case nothing
  /// Sums of the values and of their squares.
  case sums
  /// The backward pass of the ReLU of `map`; sums of the result and of its products with the raw map.
  case mask(map: Tensor, ChannelAffine)

  /// For each channel the sums of the values and of their products.
  typealias Sums = (sum: [Double], products: [Double])

  /// For a gradient with respect to `map`.
  static func gradient(of map: FeatureMap) -> OutputFinish {
    map.affine.map { .mask(map: map.raw, $0) } ?? .nothing
  }

  /// Calls `body` with the object that does the work. `body` gives it the pixels of each chunk.
  /// - Returns: the sums of all chunks; nil when there are none to compute.
  func lend(chunks: Int, channels: Int, _ body: (Chunks) -> Void) -> Sums? {
    switch self {
    case .nothing:
      body(Chunks(channels: channels))
      return nil
    case .sums:
      return Self.joining(chunks, channels) { sums in body(Chunks(channels: channels, sums: sums)) }
    case .mask(let map, let affine):
      return Self.joining(chunks, channels) { sums in
        map.withPointer { map in
          (affine.scale + affine.shift).withUnsafeBufferPointer { coefficients in
            body(
              Chunks(
                channels: channels, sums: sums, map: map,
                coefficients: affine.rectified ? coefficients.baseAddress : nil))
          }
        }
      }
    }
  }

  /// Calls `body` with memory for the sums of each chunk, and joins the sums.
  private static func joining(_ chunks: Int, _ channels: Int, _ body: (UnsafeMutablePointer<Double>) -> Void) -> Sums? {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: chunks * 2 * channels) { partial in
      guard partial.count > 0, let base = partial.baseAddress else { return nil }
      partial.initialize(repeating: 0)
      body(base)
      var (sum, products) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
      for chunk in 0..<chunks {
        for c in 0..<channels {
          sum[c] += partial[chunk * 2 * channels + c]
          products[c] += partial[(chunk * 2 + 1) * channels + c]
        }
      }
      return (sum, products)
    }
  }

  /// Borrowed memory for the work on all chunks.
  struct Chunks {
    let channels: Int
    /// `[chunk][sum or product][C]`; nil when there is nothing to do.
    var sums: UnsafeMutablePointer<Double>?
    /// The raw map of a gradient.
    var map: UnsafePointer<Float>?
    /// Scale and shift before the ReLU of `map`; nil without a ReLU.
    var coefficients: UnsafePointer<Float>?

    /// The work on one chunk, for the kernels of ``WinogradConvolution``.
    func winograd(_ chunk: Int, target: UnsafeMutablePointer<Float>) -> WinogradFinish {
      WinogradFinish(
        target: target, map: map, scale: coefficients, shift: coefficients.map { $0 + channels },
        sums: sums.map { $0 + chunk * 2 * channels }, products: sums.map { $0 + (chunk * 2 + 1) * channels })
    }

    /// Calls `body` with the object that works on one chunk.
    func withChunk(_ chunk: Int, _ body: (inout Worker) -> Void) {
      guard let sums else {
        var worker = Worker(channels: channels)
        return body(&worker)
      }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * channels) { short in
        short.initialize(repeating: 0)
        var worker = Worker(channels: channels)
        worker.short = short.baseAddress
        worker.sum = sums + chunk * 2 * channels
        worker.map = map
        worker.coefficients = coefficients
        body(&worker)
        worker.flush()
      }
    }
  }

  /// Does the work on the pixels of one chunk.
  struct Worker {
    let channels: Int
    fileprivate var short: UnsafeMutablePointer<Float>?
    fileprivate var sum: UnsafeMutablePointer<Double>?
    fileprivate var map: UnsafePointer<Float>?
    fileprivate var coefficients: UnsafePointer<Float>?
    private var pending = 0

    fileprivate init(channels: Int) { self.channels = channels }

    /// Works on `count` pixels from the flat index `pixel` of `output` on.
    mutating func apply(_ output: UnsafeMutablePointer<Float>, pixel: Int, count: Int) {
      guard short != nil else { return }
      for p in pixel..<pixel + count {
        if let map, let coefficients { mask(output + p * channels, map + p * channels, scale: coefficients) }
        accumulate(output + p * channels, map.map { $0 + p * channels } ?? UnsafePointer(output + p * channels))
        pending += 1
        // Short sums are in Float, which fills the vector lanes, and are added to Double every few pixels.
        if pending == 32 { flush() }
      }
    }

    private func mask(_ g: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, scale: UnsafePointer<Float>) {
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
