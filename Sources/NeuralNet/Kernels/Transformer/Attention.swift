import Basics

// N images, T tokens, D channels, d channels of a head.

/// Scaled dot-product attention of tokens to all tokens of their image.
///
/// Each thread takes some rows of one head at a time. The T x T weights of a head are never whole in memory.
package enum Attention {
  /// - Parameters:
  ///   - projections: the queries, keys and values of each token one after the other, in each the heads one after the other.
  ///   - heads: by whose number D is divided.
  /// - Shapes: projections [N, T, 3 D], result [N, T, D].
  package static func forward(_ projections: Tensor, heads: Int, context: ComputeContext) -> Tensor {
    let (N, T, D) = (projections.shape[0], projections.shape[1], projections.shape[2] / 3)
    precondition(heads > 0 && projections.shape[2] == 3 * heads * (D / heads), "\(heads) heads of \(projections.shape)")
    let d = D / heads
    let scale = 1 / Float(d).squareRoot()
    let blocks = RowBlocks(T, about: 96)
    return context.filled([N, T, D]) { target in
      projections.withPointer { source in
        context.forEach(N * heads * blocks.count, scratch: blocks.size * (T + 1)) { index, weights in
          let (place, block) = index.quotientAndRemainder(dividingBy: blocks.count)
          let (n, head) = place.quotientAndRemainder(dividingBy: heads)
          let rows = blocks[block]
          let queries = source + n * T * 3 * D + head * d
          let inverseSums = weights + rows.count * T
          RowMajorProduct.multiply(
            BorrowedMatrix(address: queries + rows.lowerBound * 3 * D, stride: 3 * D),
            BorrowedMatrix(address: queries + D, stride: 3 * D, isTransposed: true), rows: rows.count, columns: T,
            inner: d, scale: scale, into: weights, stride: T)
          TransformerLoops.fastest.exponentials(weights, rows.count, T, inverseSums)
          let result = target + (n * T + rows.lowerBound) * D + head * d
          RowMajorProduct.multiply(
            BorrowedMatrix(address: weights, stride: T), BorrowedMatrix(address: queries + 2 * D, stride: 3 * D),
            rows: rows.count, columns: d, inner: T, into: result, stride: D)
          for row in 0..<rows.count {
            let factor = inverseSums[row]
            for c in 0..<d { result[row * D + c] *= factor }
          }
        }
      }
    }
  }
}
