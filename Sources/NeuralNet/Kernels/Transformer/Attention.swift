import Basics

// N images, T tokens, P panels of an image, D channels, d channels of a head.

/// Scaled dot-product attention of tokens to all tokens of their image.
///
/// Each thread takes the queries of one panel and one head at a time. The T x T weights of a head are never whole in memory.
package enum Attention {
  /// - Parameters:
  ///   - projections: queries, keys and values of D channels each, in each the heads one after the other.
  ///   - heads: by whose number D is divided.
  package static func forward(_ projections: TokenPanels, heads: Int, context: ComputeContext) -> TokenPanels {
    let (N, T, P, D) = (projections.images, projections.count, projections.panels, projections.channels / 3)
    precondition(
      heads > 0 && projections.channels == 3 * heads * (D / heads), "\(heads) heads of \(projections.channels)")
    let (d, width) = (D / heads, TokenPanels.width)
    let scale = 1 / Float(d).squareRoot()
    var result = TokenPanels(uninitialized: N, count: T, channels: D, context: context)
    let values = values(of: projections, heads: heads, context: context)
    result.values.withMutablePointer { target in
      Tensor.withPointers(projections.values, values) { source, values in
        context.forEach(N * heads * P, scratch: (P * width + d + 1) * width) { index, scores in
          let (place, panel) = index.quotientAndRemainder(dividingBy: P)
          let (n, head) = place.quotientAndRemainder(dividingBy: heads)
          let image = source + (n * P * 3 * D + head * d) * width
          let queries = scores + P * width * width
          let factors = queries + d * width
          for i in 0..<d * width { queries[i] = scale * image[panel * 3 * D * width + i] }
          TransformerLoops.fastest.scores(image + D * width, 3 * D * width, P, d, queries, scores)
          TransformerLoops.fastest.exponentials(scores, T, factors)
          TransformerLoops.fastest.mix(
            values + place * T * d, T, d, scores, factors, target + ((n * P + panel) * D + head * d) * width)
        }
      }
    }
    return result
  }

  /// The values of each head, with the channels of a token side by side.
  /// - Shapes: result [N, heads, T, d].
  private static func values(of projections: TokenPanels, heads: Int, context: ComputeContext) -> Tensor {
    let (N, T, P, D) = (projections.images, projections.count, projections.panels, projections.channels / 3)
    let (d, width) = (D / heads, TokenPanels.width)
    return context.filled([N, heads, T, d]) { target in
      projections.values.withPointer { source in
        context.forEach(N * heads) { place in
          let (n, head) = place.quotientAndRemainder(dividingBy: heads)
          let own = target + place * T * d
          for token in 0..<T {
            let panel = source + ((n * P + token / width) * 3 * D + 2 * D + head * d) * width + token % width
            for c in 0..<d { own[token * d + c] = panel[c * width] }
          }
        }
      }
    }
  }
}
