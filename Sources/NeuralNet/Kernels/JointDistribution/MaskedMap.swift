import Basics

/// A borrowed map that is moved and masked while it is read. Outside the image it is zero.
struct MaskedMap {
  // N images, H height, W width, K clusters
  let pixels: UnsafePointer<Float>
  let mask: UnsafePointer<Float>?
  let shape: Shape
  let height: Int
  let width: Int
  let clusters: Int
  let offset: PairedMaps.Offset

  init(pixels: UnsafePointer<Float>, mask: UnsafePointer<Float>?, shape: Shape, offset: PairedMaps.Offset) {
    self.pixels = pixels
    self.mask = mask
    self.shape = shape
    height = shape.height
    width = shape.width
    clusters = shape.channels
    self.offset = offset
  }

  /// Writes the K values of each of `count` pixels of row `y`, from column `x0` on. Pixels are `stride` floats apart.
  func readRow(image: Int, y: Int, x0: Int, count: Int, into target: UnsafeMutablePointer<Float>, stride: Int) {
    let sourceRow = y + offset.rows
    let inside =
      y >= 0 && y < height && sourceRow >= 0 && sourceRow < height ? insideColumns(x0: x0, count: count) : 0..<0
    clear(0..<inside.lowerBound, of: target, stride: stride)
    if !inside.isEmpty {
      let source = pixels + ((image * height + sourceRow) * width + x0 + offset.columns) * clusters
      if let mask {
        let weights = mask + (image * height + y) * width + x0
        for index in inside {
          let weight = weights[index]
          let from = source + index * clusters
          let to = target + index * stride
          for k in 0..<clusters { to[k] = weight * from[k] }
        }
      } else if stride == clusters {
        (target + inside.lowerBound * clusters).update(
          from: source + inside.lowerBound * clusters, count: inside.count * clusters)
      } else {
        for index in inside { (target + index * stride).update(from: source + index * clusters, count: clusters) }
      }
    }
    clear(max(inside.upperBound, inside.lowerBound)..<count, of: target, stride: stride)
  }

  /// The adjoint of ``readRow(image:y:x0:count:into:stride:)``: adds to the gradient of the map.
  func addRowGradient(
    image: Int, y: Int, x0: Int, count: Int, from source: UnsafePointer<Float>, stride: Int,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    let targetRow = y + offset.rows
    guard y >= 0 && y < height && targetRow >= 0 && targetRow < height else { return }
    let inside = insideColumns(x0: x0, count: count)
    let target = gradient + ((image * height + targetRow) * width + x0 + offset.columns) * clusters
    let weights = mask.map { $0 + (image * height + y) * width + x0 }
    for index in inside {
      let weight = weights?[index] ?? 1
      let from = source + index * stride
      let to = target + index * clusters
      for k in 0..<clusters { to[k] += weight * from[k] }
    }
  }

  /// The value of one cluster at one pixel.
  func value(image: Int, y: Int, x: Int, k: Int) -> Float {
    let row = y + offset.rows
    let column = x + offset.columns
    guard y >= 0, y < height, x >= 0, x < width, row >= 0, row < height, column >= 0, column < width else {
      return 0
    }
    return (mask?[(image * height + y) * width + x] ?? 1)
      * pixels[((image * height + row) * width + column) * clusters + k]
  }

  /// The columns, counted from `x0`, that lie in the image before and after the move.
  private func insideColumns(x0: Int, count: Int) -> Range<Int> {
    let lower = min(max(0, -x0, -x0 - offset.columns), count)
    let upper = min(count, width - x0, width - x0 - offset.columns)
    return lower..<max(lower, upper)
  }

  private func clear(_ range: Range<Int>, of target: UnsafeMutablePointer<Float>, stride: Int) {
    if stride == clusters {
      (target + range.lowerBound * clusters).update(repeating: 0, count: range.count * clusters)
    } else {
      for index in range { (target + index * stride).update(repeating: 0, count: clusters) }
    }
  }
}
