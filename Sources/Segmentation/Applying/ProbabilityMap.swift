import Basics
import Datasets
import Imaging
import NeuralNet

// K clusters.

/// Cluster probabilities on the feature grid of a tile, to be read at any place of the image by bilinear interpolation.
struct ProbabilityMap: Sendable {
  /// Shapes: [1, rows, columns, K].
  let values: Tensor
  /// Place of the first feature on the grid over the whole image.
  let origin: (x: Int, y: Int)
  /// Features of the whole image.
  let gridWidth: Int
  let gridHeight: Int
  /// Features for each pixel of the image, along both axes.
  let step: (x: Double, y: Double)

  /// Writes the most probable cluster of each pixel of a row of the image.
  func classify(y: Int, columns: Range<Int>, into labels: UnsafeMutableBufferPointer<UInt16>) {
    let K = values.shape.channels
    interpolate(y: y, columns: columns) { index, probabilities in
      var best = 0
      for k in 1..<max(K, 1) where probabilities[k] > probabilities[best] { best = k }
      labels[index] = UInt16(truncatingIfNeeded: best)
    }
  }

  /// Calls `body` with the probabilities of each pixel of a row of the image.
  func interpolate(
    y: Int, columns: Range<Int>, _ body: (_ index: Int, _ probabilities: UnsafeBufferPointer<Float>) -> Void
  ) {
    let shape = values.shape
    let K = shape.channels
    let row = Self.place(y, step: step.y, count: gridHeight)
    let top = min(max(row.lower - origin.y, 0), shape.height - 1)
    let bottom = min(max(row.lower + 1 - origin.y, 0), shape.height - 1)
    let stride = shape.width * K
    withUnsafeTemporaryAllocation(of: Float.self, capacity: stride + K) { scratch in
      values.withUnsafeBuffer { values in
        guard let line = scratch.baseAddress, let base = values.baseAddress else { return }
        let pixel = line + stride
        let (a, b) = (base + top * stride, base + bottom * stride)
        for i in 0..<stride { line[i] = a[i] + row.fraction * (b[i] - a[i]) }
        for (index, x) in columns.enumerated() {
          let column = Self.place(x, step: step.x, count: gridWidth)
          let left = line + min(max(column.lower - origin.x, 0), shape.width - 1) * K
          let right = line + min(max(column.lower + 1 - origin.x, 0), shape.width - 1) * K
          for k in 0..<K { pixel[k] = left[k] + column.fraction * (right[k] - left[k]) }
          body(index, UnsafeBufferPointer(start: pixel, count: K))
        }
      }
    }
  }

  /// The features a pixel lies between, with half-pixel centres.
  private static func place(_ pixel: Int, step: Double, count: Int) -> (lower: Int, fraction: Float) {
    let position = (Double(pixel) + 0.5) * step - 0.5
    let clamped = min(max(position, 0), Double(count - 1))
    let lower = Int(clamped)
    return (lower, Float(clamped - Double(lower)))
  }
}
