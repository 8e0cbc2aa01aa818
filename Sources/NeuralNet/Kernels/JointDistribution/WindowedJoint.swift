import Basics

// N images, H height, W width, K classes, R radius, T = 2R + 1

/// The joint distribution summed over all displacements of the window:
/// `P[i, j] = sum over q of (sum of first[i] over the window round q) * second[j](q)`.
///
/// A box filter and one matrix product; the cost does not grow with the window's area. All terms are positive and
/// nothing is subtracted, so small counts keep their relative precision.
package struct WindowedJoint: Sendable {
  /// Largest displacement along each axis, in pixels; at least 0.
  package let radius: Int

  package init(radius: Int) {
    precondition(radius >= 0, "the radius of a window cannot be \(radius)")
    self.radius = radius
  }

  /// The summed counts, `[K, K]`: class in the first map, class in the second.
  package func counts(of maps: PairedMaps, context: ComputeContext) -> Tensor {
    let (N, classes) = (maps.shape.batch, maps.shape.channels)
    let pixelCount = maps.shape.height * maps.shape.width
    var result = context.zeros([classes, classes])
    guard maps.shape.count > 0 else { return result }
    context.lendingScratch(N * classes * classes) { partial in
      maps.borrow { first, second in
        context.forEach(N) { n in
          context.lendingScratch(2 * pixelCount * classes + spareCount(maps.shape)) { scratch in
            let (a, b, spare) = (scratch, scratch + pixelCount * classes, scratch + 2 * pixelCount * classes)
            read(first, image: n, into: a)
            read(second, image: n, into: b)
            boxFilter(a, spare: spare, shape: maps.shape)
            RowMajorProduct.multiply(
              BorrowedMatrix(address: a, stride: classes, isTransposed: true),
              BorrowedMatrix(address: b, stride: classes),
              rows: classes, columns: classes, inner: pixelCount, into: partial + n * classes * classes, stride: classes
            )
          }
        }
      }
      result.withMutablePointer { output in
        for n in 0..<N {
          for index in 0..<classes * classes { output[index] += partial[n * classes * classes + index] }
        }
      }
    }
    return result
  }

  /// The gradients with respect to both maps, given the one with respect to the counts, `[K, K]`.
  package func gradients(
    _ gradient: Tensor, maps: PairedMaps, context: ComputeContext
  ) -> (first: Tensor, second: Tensor) {
    let (N, classes) = (maps.shape.batch, maps.shape.channels)
    let pixelCount = maps.shape.height * maps.shape.width
    precondition(
      gradient.shape == [classes, classes],
      "gradient of shape \(gradient.shape) where the counts have [\(classes), \(classes)]")
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
            context.lendingScratch(2 * pixelCount * classes + spareCount(maps.shape)) { scratch in
              let (map, product, spare) = (scratch, scratch + pixelCount * classes, scratch + 2 * pixelCount * classes)
              read(source, image: n, into: map)
              boxFilter(map, spare: spare, shape: maps.shape)
              RowMajorProduct.multiply(
                BorrowedMatrix(address: map, stride: classes),
                BorrowedMatrix(address: weights, stride: classes, isTransposed: isTransposed),
                rows: pixelCount, columns: classes, inner: classes, into: product, stride: classes)
              for y in 0..<target.height {
                target.addRowGradient(
                  image: n, y: y, x0: 0, count: target.width, from: product + y * target.width * classes,
                  stride: classes, to: result)
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
        image: image, y: y, x0: 0, count: map.width, into: target + y * map.width * map.classes, stride: map.classes)
    }
  }

  /// Replaces one image by its sums over the window, along rows and then along columns.
  private func boxFilter(_ image: UnsafeMutablePointer<Float>, spare: UnsafeMutablePointer<Float>, shape: Shape) {
    guard radius > 0 else { return }
    let (height, width, classes) = (shape.height, shape.width, shape.channels)
    for y in 0..<height {
      WindowSum.apply(image + y * width * classes, count: width, width: classes, radius: radius, spare: spare)
    }
    WindowSum.apply(image, count: height, width: width * classes, radius: radius, spare: spare)
  }
}
