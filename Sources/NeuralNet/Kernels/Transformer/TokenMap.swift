import Basics

// N images, T tokens, D channels, p tokens before those of the patches.

/// Writes the layer norm of tokens into maps.
package enum TokenMap {
  /// The weights of the rows and columns of a part of a map. A part that overlaps others has weights below one.
  package struct Part: Sendable {
    /// Of the rows and columns of the map.
    package let rows, columns: Range<Int>
    package let rowWeights, columnWeights: [Float]
    /// Whether each weight is one.
    package let isWhole: Bool

    package init(rows: Range<Int>, columns: Range<Int>, rowWeights: [Float], columnWeights: [Float]) {
      precondition(rowWeights.count == rows.count && columnWeights.count == columns.count, "weights of another part")
      self.rows = rows
      self.columns = columns
      self.rowWeights = rowWeights
      self.columnWeights = columnWeights
      isWhole = rowWeights.allSatisfy { $0 == 1 } && columnWeights.allSatisfy { $0 == 1 }
    }
  }

  /// Adds the normalised tokens of patches, times their weights, to a part of maps.
  /// - Parameters:
  ///   - tokens: of `images`, [images, T, D]. The first p are left out.
  ///   - map: [N, H, W, D].
  package static func add(
    _ tokens: Tensor, leading p: Int, norm: LayerNorm, images: Range<Int>, part: Part, to map: inout Tensor,
    context: ComputeContext
  ) {
    let (T, D, columns) = (tokens.shape[1], tokens.shape[2], part.columns.count)
    let (height, width) = (map.shape.height, map.shape.width)
    map.withMutablePointer { map in
      tokens.withPointer { tokens in
        norm.lend { norm in
          context.forEach(images.count * part.rows.count, scratch: columns * D) { index, line in
            let (n, y) = index.quotientAndRemainder(dividingBy: part.rows.count)
            let source = tokens + (n * T + p + y * columns) * D
            let place = ((images.lowerBound + n) * height + part.rows.lowerBound + y) * width + part.columns.lowerBound
            let target = map + place * D
            guard !part.isWhole else { return norm.apply(source, rows: columns, into: target) }
            norm.apply(source, rows: columns, into: line)
            for x in 0..<columns {
              let weight = part.rowWeights[y] * part.columnWeights[x]
              for c in x * D..<(x + 1) * D { target[c] += weight * line[c] }
            }
          }
        }
      }
    }
  }
}
