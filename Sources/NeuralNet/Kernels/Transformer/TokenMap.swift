import Basics

// N images, P panels of an image, D channels, p tokens before those of the patches.

/// Writes the layer norm of tokens into maps.
package enum TokenMap {
  /// The weights of the rows and columns of a part of a map. A part that overlaps others has weights below one.
  package struct Part: Sendable {
    /// Of the rows and columns of the map.
    package let rows, columns: Range<Int>
    package let rowWeights, columnWeights: [Float]

    package init(rows: Range<Int>, columns: Range<Int>, rowWeights: [Float], columnWeights: [Float]) {
      precondition(rowWeights.count == rows.count && columnWeights.count == columns.count, "weights of another part")
      self.rows = rows
      self.columns = columns
      self.rowWeights = rowWeights
      self.columnWeights = columnWeights
    }
  }

  /// Adds the normalised tokens of patches, times their weights, to a part of maps.
  /// - Parameters:
  ///   - tokens: of `images`. The first p are left out.
  ///   - map: [N, H, W, D].
  package static func add(
    _ tokens: TokenPanels, leading p: Int, norm: LayerNorm, images: Range<Int>, part: Part, to map: inout Tensor,
    context: ComputeContext
  ) {
    let (P, D, columns, width) = (tokens.panels, tokens.channels, part.columns.count, TokenPanels.width)
    let (mapHeight, mapWidth) = (map.shape.height, map.shape.width)
    precondition(tokens.count == p + part.rows.count * columns, "\(tokens.count) tokens of another part")
    map.withMutablePointer { map in
      tokens.values.withPointer { tokens in
        norm.lend { norm in
          context.forEach(images.count * P, scratch: D * width) { index, normed in
            let (n, panel) = index.quotientAndRemainder(dividingBy: P)
            norm.apply(tokens + index * D * width, panels: 1, into: normed)
            for lane in 0..<width {
              let patch = panel * width + lane - p
              guard patch >= 0, patch < part.rows.count * columns else { continue }
              let (y, x) = patch.quotientAndRemainder(dividingBy: columns)
              let weight = part.rowWeights[y] * part.columnWeights[x]
              let row = (images.lowerBound + n) * mapHeight + part.rows.lowerBound + y
              let target = map + (row * mapWidth + part.columns.lowerBound + x) * D
              for c in 0..<D { target[c] += weight * normed[c * width + lane] }
            }
          }
        }
      }
    }
  }
}
