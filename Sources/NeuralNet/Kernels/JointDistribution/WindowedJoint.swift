import Basics

// N images, H height, W width, K clusters, R radius, T = 2R + 1

/// The joint distribution summed over all displacements of the window:
/// `P[i, j] = sum over q of (sum of first[i] over the window around q) * second[j](q)`.
///
/// It takes a box filter and one matrix product, so the cost does not grow with the area of the window. All terms are
/// positive and only added, so small counts keep their relative precision.
package struct WindowedJoint: Sendable {
  /// The largest displacement along each axis, in pixels; at least 0.
  package let radius: Int

  package init(radius: Int) {
    precondition(radius >= 0, "the radius of a window cannot be \(radius)")
    self.radius = radius
  }

  /// The summed counts.
  /// - Shapes: result `[K, K]`: cluster in the first map, cluster in the second.
  package func counts(of maps: PairedMaps, context: ComputeContext) -> Tensor {
    let (N, clusters) = (maps.shape.batch, maps.shape.channels)
    let pixelCount = maps.shape.height * maps.shape.width
    var result = context.zeros([clusters, clusters])
    guard maps.shape.count > 0 else { return result }
    context.lendingScratch(N * clusters * clusters) { partial in
      maps.borrow { first, second in
        context.forEach(N) { n in
          context.lendingScratch(2 * pixelCount * clusters + spareCount(maps.shape)) { scratch in
            let (a, b, spare) = (scratch, scratch + pixelCount * clusters, scratch + 2 * pixelCount * clusters)
            read(first, image: n, into: a)
            read(second, image: n, into: b)
            boxFilter(a, spare: spare, shape: maps.shape)
            RowMajorProduct.multiply(
              BorrowedMatrix(address: a, stride: clusters, isTransposed: true),
              BorrowedMatrix(address: b, stride: clusters),
              rows: clusters, columns: clusters, inner: pixelCount, into: partial + n * clusters * clusters,
              stride: clusters
            )
          }
        }
      }
      result.withMutablePointer { output in
        for n in 0..<N {
          for index in 0..<clusters * clusters { output[index] += partial[n * clusters * clusters + index] }
        }
      }
    }
    return result
  }

  /// The gradients with respect to both maps.
  /// - Parameter gradient: the gradient with respect to the counts, `[K, K]`.
  package func gradients(
    _ gradient: Tensor, maps: PairedMaps, context: ComputeContext
  ) -> (first: Tensor, second: Tensor) {
    let (N, clusters) = (maps.shape.batch, maps.shape.channels)
    let pixelCount = maps.shape.height * maps.shape.width
    precondition(
      gradient.shape == [clusters, clusters],
      "gradient of shape \(gradient.shape) where the counts have [\(clusters), \(clusters)]")
    var firstResult = context.zeros(maps.shape)
    var secondResult = context.zeros(maps.shape)
    guard maps.shape.count > 0 else { return (firstResult, secondResult) }
    gradient.withPointer { weights in
      maps.borrow { first, second in
        Tensor.withMutablePointers(&firstResult, &secondResult) { firstGradient, secondGradient in
          // The box filter is its own adjoint.
          let jobs = [(first, second, firstGradient, true), (second, first, secondGradient, false)]
          context.forEach(2 * N) { index in
            let (target, source, result, isTransposed) = jobs[index % 2]
            let n = index / 2
            context.lendingScratch(2 * pixelCount * clusters + spareCount(maps.shape)) { scratch in
              let (map, product, spare) = (
                scratch, scratch + pixelCount * clusters, scratch + 2 * pixelCount * clusters
              )
              read(source, image: n, into: map)
              boxFilter(map, spare: spare, shape: maps.shape)
              RowMajorProduct.multiply(
                BorrowedMatrix(address: map, stride: clusters),
                BorrowedMatrix(address: weights, stride: clusters, isTransposed: isTransposed),
                rows: pixelCount, columns: clusters, inner: clusters, into: product, stride: clusters)
              for y in 0..<target.height {
                target.addRowGradient(
                  image: n, y: y, x0: 0, count: target.width, from: product + y * target.width * clusters,
                  stride: clusters, to: result)
              }
            }
          }
        }
      }
    }
    return (firstResult, secondResult)
  }

  private func spareCount(_ shape: Shape) -> Int {
    (shape.height + 2 * radius) * (shape.width + 2 * radius) * shape.channels
  }

  private func read(_ map: MaskedMap, image: Int, into target: UnsafeMutablePointer<Float>) {
    for y in 0..<map.height {
      map.readRow(
        image: image, y: y, x0: 0, count: map.width, into: target + y * map.width * map.clusters, stride: map.clusters)
    }
  }

  /// Replaces one image by its sums over the window, along rows and then along columns.
  private func boxFilter(_ image: UnsafeMutablePointer<Float>, spare: UnsafeMutablePointer<Float>, shape: Shape) {
    guard radius > 0 else { return }
    let (height, width, clusters) = (shape.height, shape.width, shape.channels)
    for y in 0..<height {
      WindowSum.apply(image + y * width * clusters, count: width, width: clusters, radius: radius, spare: spare)
    }
    WindowSum.apply(image, count: height, width: width * clusters, radius: radius, spare: spare)
  }
}
