import Basics

// N images, H height, W width, K clusters, R radius, T = 2R + 1 (`side`), TK (`block`)

/// The joint distribution by one matrix product for each image row.
///
/// For row y of the first map, `across` holds at each column x the K clusters of the T pixels `x - R ... x + R` of that
/// row, and `along` the clusters of the T rows `y - dy` of the second map at x. Their product over x, `TK x TK`, holds
/// all displacements; summed over rows and images it is the result.
enum JointDistributionDirect {
  /// The number of partial sums, which does not depend on the number of threads.
  private static let chunks = 8

  static func counts(_ maps: PairedMaps, radius: Int, context: ComputeContext) -> Tensor {
    let (height, width, clusters) = (maps.shape.height, maps.shape.width, maps.shape.channels)
    let side = 2 * radius + 1
    let block = side * clusters
    let rows = maps.shape.batch * height
    let chunkCount = min(chunks, max(rows, 1))
    var result = context.zeros([side, side, clusters, clusters])
    guard maps.shape.count > 0 else { return result }
    context.lendingScratch(chunkCount * block * block, zeroed: true) { sums in
      maps.borrow { first, second in
        context.forEach(chunkCount) { chunk in
          context.lendingScratch((width + 2 * radius) * clusters + 2 * width * block) { paddedRow in
            let acrossRows = paddedRow + (width + 2 * radius) * clusters
            let alongRows = acrossRows + width * block
            for row in rows * chunk / chunkCount..<rows * (chunk + 1) / chunkCount {
              let (n, y) = (row / height, row % height)
              first.readRow(image: n, y: y, x0: -radius, count: width + 2 * radius, into: paddedRow, stride: clusters)
              for x in 0..<width { (acrossRows + x * block).update(from: paddedRow + x * clusters, count: block) }
              for t in 0..<side {
                second.readRow(
                  image: n, y: y + radius - t, x0: 0, count: width, into: alongRows + t * clusters, stride: block)
              }
              RowMajorProduct.multiply(
                BorrowedMatrix(address: acrossRows, stride: block, isTransposed: true),
                BorrowedMatrix(address: alongRows, stride: block),
                rows: block, columns: block, inner: width, accumulate: true, into: sums + chunk * block * block,
                stride: block)
            }
          }
        }
      }
      // [(dx, i), (dy, j)] of each chunk becomes [dy, dx, i, j].
      result.withMutablePointer { output in
        for chunk in 0..<chunkCount {
          for dx in 0..<side {
            for i in 0..<clusters {
              for dy in 0..<side {
                let from = sums + (chunk * block + dx * clusters + i) * block + dy * clusters
                let to = output + ((dy * side + dx) * clusters + i) * clusters
                for j in 0..<clusters { to[j] += from[j] }
              }
            }
          }
        }
      }
    }
    return result
  }

  static func gradients(
    _ gradient: Tensor, _ maps: PairedMaps, radius: Int, context: ComputeContext
  ) -> (first: Tensor, second: Tensor) {
    let clusters = maps.shape.channels
    let side = 2 * radius + 1
    var first = context.zeros(maps.shape)
    var second = context.zeros(maps.shape)
    guard maps.shape.count > 0 else { return (first, second) }
    let count = side * clusters * side * clusters
    context.lendingScratch(2 * count) { forFirst in
      let forSecond = forFirst + count
      gradient.withPointer { turn($0, side: side, clusters: clusters, forFirst: forFirst, forSecond: forSecond) }
      maps.borrow { a, b in
        first.withMutablePointer {
          addGradient(to: $0, of: a, from: b, weights: forFirst, radius: radius, context: context)
        }
        second.withMutablePointer {
          addGradient(to: $0, of: b, from: a, weights: forSecond, radius: radius, context: context)
        }
      }
    }
    return (first, second)
  }

  /// The weights for the first map have rows (dy, j) and columns (dx, i); those for the second have rows (dy, i) and
  /// columns (dx, j), both reversed.
  private static func turn(
    _ weights: UnsafePointer<Float>, side: Int, clusters: Int, forFirst: UnsafeMutablePointer<Float>,
    forSecond: UnsafeMutablePointer<Float>
  ) {
    for dy in 0..<side {
      for dx in 0..<side {
        for i in 0..<clusters {
          for j in 0..<clusters {
            let value = weights[((dy * side + dx) * clusters + i) * clusters + j]
            forFirst[((dy * clusters + j) * side + dx) * clusters + i] = value
            forSecond[(((side - 1 - dy) * clusters + i) * side + (side - 1 - dx)) * clusters + j] = value
          }
        }
      }
    }
  }

  /// Adds to every row y of `target` the contributions of the rows `y + R - t` of `source`.
  private static func addGradient(
    to gradient: UnsafeMutablePointer<Float>, of target: MaskedMap, from source: MaskedMap,
    weights: UnsafePointer<Float>, radius: Int, context: ComputeContext
  ) {
    let (height, width, clusters) = (target.height, target.width, target.clusters)
    let side = 2 * radius + 1
    let block = side * clusters
    context.forEach(target.shape.batch * height) { row in
      let (n, y) = (row / height, row % height)
      context.lendingScratch((width + 2 * radius) * clusters + 2 * width * block) { paddedRow in
        let acrossRows = paddedRow + (width + 2 * radius) * clusters
        let alongRows = acrossRows + width * block
        paddedRow.update(repeating: 0, count: (width + 2 * radius) * clusters)
        for t in 0..<side {
          source.readRow(
            image: n, y: y + radius - t, x0: 0, count: width, into: alongRows + t * clusters, stride: block)
        }
        RowMajorProduct.multiply(
          BorrowedMatrix(address: alongRows, stride: block), BorrowedMatrix(address: weights, stride: block),
          rows: width, columns: block, inner: block, into: acrossRows, stride: block)
        for x in 0..<width {
          let (from, to) = (acrossRows + x * block, paddedRow + x * clusters)
          for k in 0..<block { to[k] += from[k] }
        }
        target.addRowGradient(
          image: n, y: y, x0: -radius, count: width + 2 * radius, from: paddedRow, stride: clusters, to: gradient)
      }
    }
  }
}
