import Basics
import Datasets
import Imaging
import NeuralNet

/// A fixed change of colour: brightness, contrast, saturation and hue in some order, as torchvision's `ColorJitter`.
///
/// Applies to the first three of the channels, or to a single grey one; a fourth (infrared) channel is left alone. Of two
/// channels and of more than four, which are no colours, brightness, contrast and saturation change all, with the mean of a
/// pixel's channels as its brightness, and hue changes none.
package struct ColourTransform: Hashable, Sendable {
  package enum Operation: Hashable, Sendable {
    /// Multiplies all channels.
    case brightness(Float)
    /// Blends with the mean brightness of the image.
    case contrast(Float)
    /// Blends each pixel with its own brightness.
    case saturation(Float)
    /// Turns the hue by so many full turns.
    case hue(Float)
  }

  package var operations: [Operation]

  package init(operations: [Operation]) { self.operations = operations }

  /// Changes interleaved pixels in place.
  /// - Shapes: pixels `[count, channels]`. Values: 0...1, clamped after each operation.
  package func apply(to pixels: UnsafeMutableBufferPointer<Float>, channels: Int) {
    let count = pixels.count / max(channels, 1)
    let coloured = channels == 3 || channels == 4
    let used = coloured ? 3 : channels
    func luminance(_ at: Int) -> Float {
      if coloured { return Luma.rec601(pixels[at], pixels[at + 1], pixels[at + 2]) }
      var sum: Float = 0
      for c in 0..<used { sum += pixels[at + c] }
      return used == 1 ? sum : sum / Float(used)
    }
    func clamped(_ value: Float) -> Float { min(max(value, 0), 1) }
    for operation in operations {
      switch operation {
      case .brightness(let factor):
        for p in 0..<count {
          for c in 0..<used { pixels[p * channels + c] = clamped(pixels[p * channels + c] * factor) }
        }
      case .contrast(let factor):
        var sum = 0.0
        for p in 0..<count { sum += Double(luminance(p * channels)) }
        let mean = Float(sum / Double(max(count, 1)))
        for p in 0..<count {
          for c in 0..<used { pixels[p * channels + c] = clamped(mean + factor * (pixels[p * channels + c] - mean)) }
        }
      case .saturation(let factor):
        guard used > 1 else { continue }
        for p in 0..<count {
          let grey = luminance(p * channels)
          for c in 0..<used { pixels[p * channels + c] = clamped(grey + factor * (pixels[p * channels + c] - grey)) }
        }
      case .hue(let turn):
        guard coloured, turn != 0 else { continue }
        for p in 0..<count {
          let at = p * channels
          (pixels[at], pixels[at + 1], pixels[at + 2]) = Self.turned(
            pixels[at], pixels[at + 1], pixels[at + 2], by: turn)
        }
      }
    }
  }

  /// Turns the hue of one colour through the HSV hexagon; its saturation and value stay.
  private static func turned(_ r: Float, _ g: Float, _ b: Float, by turn: Float) -> (Float, Float, Float) {
    let value = max(r, max(g, b))
    let chroma = value - min(r, min(g, b))
    guard chroma > 0 else { return (r, g, b) }
    var sextant: Float
    if value == r {
      sextant = (g - b) / chroma
    } else if value == g {
      sextant = 2 + (b - r) / chroma
    } else {
      sextant = 4 + (r - g) / chroma
    }
    sextant += 6 * turn
    func component(_ offset: Float) -> Float {
      var k = (offset + sextant).truncatingRemainder(dividingBy: 6)
      if k < 0 { k += 6 }
      return value - chroma * max(0, min(k, min(4 - k, 1)))
    }
    return (component(5), component(3), component(1))
  }
}
