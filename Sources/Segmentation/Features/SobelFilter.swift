import Basics
import Datasets
import Imaging
import NeuralNet

// N images, H height, W width, C channels.

/// Appends the horizontal and vertical Sobel derivatives of the brightness, which tell texture from flat colour.
///
/// The edge pixels are repeated outwards, so that the frame of an image is not taken for an edge.
public struct SobelFilter: Hashable, Sendable {
  /// Whether the image's own channels stay before the two derivatives.
  public var keepsColour: Bool
  /// The derivatives are multiplied by this factor.
  public var factor: Float

  /// A filter that keeps the colours beside the derivatives, or not.
  public init(keepsColour: Bool, factor: Float = 1) {
    self.keepsColour = keepsColour
    self.factor = factor
  }

  /// The filter that `input` asks for; nil where it asks for none.
  init?(_ input: InputConfiguration) {
    guard input.sobel else { return nil }
    self.init(keepsColour: input.colour, factor: input.sobelFactor)
  }

  /// Channels made of so many.
  public func outputChannels(_ channels: Int) -> Int { (keepsColour ? channels : 0) + 2 }

  /// - Shapes: image [N, H, W, C], result [N, H, W, C + 2], or [N, H, W, 2] without colour. Brightness is the first
  ///   channel of one or two, Rec. 601 luma of three or four, and the mean of more.
  public func callAsFunction(_ image: Tensor, context: ComputeContext) -> Tensor {
    let shape = image.shape
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    let outputs = outputChannels(channels)
    let kept = outputs - 2
    var result = context.uninitialized(shape.with(channels: outputs))
    image.withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        nonisolated(unsafe) let target = target
        context.forEach(shape.batch * height) { row in
          let (n, y) = row.quotientAndRemainder(dividingBy: height)
          let image = n * height * width
          func brightness(_ x: Int, _ y: Int) -> Float {
            let at = (image + min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)) * channels
            return Luma.brightness(source, at: at, channels: channels)
          }
          for x in 0..<width {
            let (nw, n, ne) = (brightness(x - 1, y - 1), brightness(x, y - 1), brightness(x + 1, y - 1))
            let (w, e) = (brightness(x - 1, y), brightness(x + 1, y))
            let (sw, s, se) = (brightness(x - 1, y + 1), brightness(x, y + 1), brightness(x + 1, y + 1))
            let at = (row * width + x) * outputs
            for c in 0..<kept { target[at + c] = source[(row * width + x) * channels + c] }
            target[at + kept] = factor * (nw + 2 * w + sw - ne - 2 * e - se)
            target[at + kept + 1] = factor * (nw + 2 * n + ne - sw - 2 * s - se)
          }
        }
      }
    }
    return result
  }
}
