import Basics
import Imaging
import NeuralNet

// C channels.

/// Reads squares out of an image, turned and resized, in the channels that the network wants.
///
/// Beyond its edges, the image is continued by mirroring.
package struct ViewReader: Sendable {
  /// A square of an image.
  package struct Square: Hashable, Sendable {
    /// The middle, in pixels from the outer edge of the image.
    package var x, y: Float
    /// In pixels.
    package var side: Float
    /// Where the pixels of the view lie in the square, from its middle.
    package var turn = AffineMap.identity
  }

  private let width: Int
  private let height: Int
  private let channels: Int
  /// Interleaved, `height * width * channels` of them, 0...1.
  private let values: [Float]

  package init(_ image: Raster, channels: Int) {
    (width, height, self.channels) = (image.width, image.height, channels)
    let pixels = image.floats()
    guard image.bands != channels else {
      values = pixels
      return
    }
    values = (0..<image.width * image.height).flatMap { place in
      (0..<channels).map {
        ChannelConversion.value(pixels, at: place, from: image.bands, to: channels, channel: $0)
      }
    }
  }

  /// The square in the middle of the image.
  /// - Parameter side: in pixels; 0 for the shorter side of the image.
  package func middle(side: Int) -> Square {
    Square(x: Float(width) / 2, y: Float(height) / 2, side: Float(side == 0 ? min(width, height) : side))
  }

  /// A square at a random place within the image; in its middle along an axis on which it does not fit.
  /// - Parameters:
  ///   - side: in pixels; 0 for the shorter side of the image.
  ///   - isCentred: whether it is in the middle all the same. As many random numbers are drawn.
  package func square(side: Int, isCentred: Bool, random: inout RandomSource) -> Square {
    var square = middle(side: side)
    func place(_ length: Int) -> Float {
      let free = length - Int(square.side)
      let start = min(Int(random.uniform() * Float(free + 1)), free)
      return free > 0 && !isCentred ? Float(start) + square.side / 2 : Float(length) / 2
    }
    square.x = place(width)
    square.y = place(height)
    return square
  }

  /// Fills `target` with a square. Where it shrinks, the means of several places are taken.
  /// - Parameter target: `size * size * channels` values.
  package func copy(_ square: Square, size: Int, to target: UnsafeMutableBufferPointer<Float>) {
    let step = square.side / Float(size)
    let samples = max(1, Int((step - 0.01).rounded(.up)))
    let share = 1 / Float(samples * samples)
    let turn = square.turn
    values.withUnsafeBufferPointer { values in
      for row in 0..<size {
        for column in 0..<size {
          let at = (row * size + column) * channels
          for c in 0..<channels { target[at + c] = 0 }
          for sample in 0..<samples * samples {
            let dx = (Float(sample % samples) + 0.5) / Float(samples)
            let dy = (Float(sample / samples) + 0.5) / Float(samples)
            let x = (Float(column) + dx) * step - square.side / 2
            let y = (Float(row) + dy) * step - square.side / 2
            add(
              values, x: square.x + turn.a * x + turn.b * y - 0.5, y: square.y + turn.c * x + turn.d * y - 0.5,
              share: share, to: target, at: at)
          }
        }
      }
    }
  }

  /// Adds the values at a place, interpolated between its four neighbours.
  @inline(__always)
  private func add(
    _ values: UnsafeBufferPointer<Float>, x: Float, y: Float, share: Float,
    to target: UnsafeMutableBufferPointer<Float>,
    at: Int
  ) {
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (fx, fy) = (x - left, y - top)
    var (x0, y0) = (Int(left), Int(top))
    var (x1, y1) = (x0 + 1, y0 + 1)
    if x0 < 0 || x1 >= width { (x0, x1) = (CropReader.mirrored(x0, width), CropReader.mirrored(x1, width)) }
    if y0 < 0 || y1 >= height { (y0, y1) = (CropReader.mirrored(y0, height), CropReader.mirrored(y1, height)) }
    let (a, b) = ((y0 * width + x0) * channels, (y0 * width + x1) * channels)
    let (c, d) = ((y1 * width + x0) * channels, (y1 * width + x1) * channels)
    for channel in 0..<channels {
      let upper = values[a + channel] * (1 - fx) + values[b + channel] * fx
      let lower = values[c + channel] * (1 - fx) + values[d + channel] * fx
      target[at + channel] += share * (upper * (1 - fy) + lower * fy)
    }
  }
}
