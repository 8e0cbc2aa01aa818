import Basics
import CTransformer

// N images, T tokens, P panels of an image, D channels.

/// The tokens of images, in panels of 16: for each channel, the values of 16 tokens side by side.
///
/// The last panel of an image is filled up with tokens of no meaning.
package struct TokenPanels: Sendable {
  /// The tokens of a panel.
  package static let width = Int(transformer_panel)

  /// Shapes: [N, P, D, 16].
  package var values: Tensor
  /// T.
  package let count: Int

  package var images: Int { values.shape[0] }
  package var panels: Int { values.shape[1] }
  package var channels: Int { values.shape[2] }

  /// Panels of undefined values.
  init(uninitialized images: Int, count: Int, channels: Int, context: ComputeContext) {
    let panels = (count + Self.width - 1) / Self.width
    values = context.uninitialized([images, panels, channels, Self.width])
    self.count = count
  }

  /// - Shapes: rows [N, T, D].
  package init(_ rows: Tensor, context: ComputeContext) {
    let (T, D) = (rows.shape[1], rows.shape[2])
    self.init(uninitialized: rows.shape[0], count: T, channels: D, context: context)
    let (P, width) = (panels, Self.width)
    values.withMutablePointer { target in
      rows.withPointer { source in
        context.forEach(rows.shape[0] * P) { index in
          let (n, panel) = index.quotientAndRemainder(dividingBy: P)
          for lane in 0..<width {
            let token = panel * width + lane
            for c in 0..<D {
              target[(index * D + c) * width + lane] = token < T ? source[(n * T + token) * D + c] : 0
            }
          }
        }
      }
    }
  }

  /// The tokens in a range, one row for each.
  /// - Shapes: result [N, tokens, D].
  package func rows(_ tokens: Range<Int>? = nil, context: ComputeContext) -> Tensor {
    let tokens = tokens ?? 0..<count
    let (P, D, width) = (panels, channels, Self.width)
    return context.filled([images, tokens.count, D]) { target in
      values.withPointer { source in
        context.forEach(images) { n in
          for (place, token) in tokens.enumerated() {
            let from = source + (n * P + token / width) * D * width + token % width
            for c in 0..<D { target[(n * tokens.count + place) * D + c] = from[c * width] }
          }
        }
      }
    }
  }
}

/// The panels of all images cut into blocks of about the same size for the threads. The number of panels alone decides how.
struct PanelBlocks {
  private let panels: Int
  let count: Int
  /// The most panels of a block.
  let size: Int

  init(_ panels: Int) {
    self.panels = panels
    // The values of six panels stay in the second-level cache, and weights are read for 96 tokens at once.
    let fewest = (panels + 5) / 6
    // An even number keeps two threads busy to the end.
    count = max(1, min(panels, (fewest + 1) / 2 * 2))
    size = (panels + count - 1) / count
  }

  subscript(index: Int) -> Range<Int> { panels * index / count..<panels * (index + 1) / count }
}
