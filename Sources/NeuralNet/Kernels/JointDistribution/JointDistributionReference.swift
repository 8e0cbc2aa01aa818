import Basics

// N images, H height, W width, K clusters, R radius, T = 2R + 1

/// The joint distribution by its definition, in Double. It is slow and serves tests.
enum JointDistributionReference {
  static func counts(_ maps: PairedMaps, radius: Int) -> Tensor {
    let clusters = maps.shape.channels
    let side = 2 * radius + 1
    var sums = [Double](repeating: 0, count: side * side * clusters * clusters)
    maps.borrow { first, second in
      forEachTerm(maps.shape, radius: radius) { n, y, x, dy, dx, base in
        for i in 0..<clusters {
          let a = Double(first.value(image: n, y: y + dy, x: x + dx, k: i))
          for j in 0..<clusters {
            sums[base + i * clusters + j] += a * Double(second.value(image: n, y: y, x: x, k: j))
          }
        }
      }
    }
    return Tensor([side, side, clusters, clusters], values: sums.map(Float.init))
  }

  static func gradients(_ gradient: Tensor, _ maps: PairedMaps, radius: Int) -> (first: Tensor, second: Tensor) {
    let shape = maps.shape
    let clusters = shape.channels
    let weights = gradient.values
    var firstSums = [Double](repeating: 0, count: shape.count)
    var secondSums = [Double](repeating: 0, count: shape.count)
    let offset = maps.offset
    maps.borrow { first, second in
      forEachTerm(shape, radius: radius) { n, y, x, dy, dx, base in
        let sourceRow = y + offset.rows
        let sourceColumn = x + offset.columns
        guard y + dy >= 0, y + dy < shape.height, x + dx >= 0, x + dx < shape.width, sourceRow >= 0,
          sourceRow < shape.height, sourceColumn >= 0, sourceColumn < shape.width
        else { return }
        let firstPixel = (n * shape.height + y + dy) * shape.width + x + dx
        let secondPixel = (n * shape.height + sourceRow) * shape.width + sourceColumn
        let firstWeight = Double(first.mask?[firstPixel] ?? 1)
        let secondWeight = Double(second.mask?[(n * shape.height + y) * shape.width + x] ?? 1)
        for i in 0..<clusters {
          let a = Double(first.value(image: n, y: y + dy, x: x + dx, k: i))
          for j in 0..<clusters {
            let g = Double(weights[base + i * clusters + j])
            firstSums[firstPixel * clusters + i] += firstWeight * g * Double(second.value(image: n, y: y, x: x, k: j))
            secondSums[secondPixel * clusters + j] += secondWeight * g * a
          }
        }
      }
    }
    return (Tensor(shape, values: firstSums.map(Float.init)), Tensor(shape, values: secondSums.map(Float.init)))
  }

  private static func forEachTerm(
    _ shape: Shape, radius: Int,
    _ body: (_ n: Int, _ y: Int, _ x: Int, _ dy: Int, _ dx: Int, _ base: Int) -> Void
  ) {
    let blockSize = shape.channels * shape.channels
    for n in 0..<shape.batch {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for dy in -radius...radius {
            for dx in -radius...radius {
              body(n, y, x, dy, dx, ((dy + radius) * (2 * radius + 1) + dx + radius) * blockSize)
            }
          }
        }
      }
    }
  }
}
