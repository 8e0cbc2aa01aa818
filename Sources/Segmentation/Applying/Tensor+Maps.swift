import Basics
import Datasets
import Imaging
import NeuralNet

extension Tensor {
  /// The map with its columns in reverse order.
  func mirroredColumns() -> Tensor {
    let (rows, columns, channels) = (shape.batch * shape.height, shape.width, shape.channels)
    var result = Tensor(shape)
    withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        for row in 0..<rows {
          for x in 0..<columns {
            let from = (row * columns + x) * channels
            let to = (row * columns + columns - 1 - x) * channels
            for c in 0..<channels { target[to + c] = source[from + c] }
          }
        }
      }
    }
    return result
  }

  /// The mean of two maps of one shape.
  func averaged(with other: Tensor) -> Tensor {
    var result = self
    other.withUnsafeBuffer { other in
      result.withUnsafeMutableBuffer { values in
        for index in values.indices { values[index] = 0.5 * (values[index] + other[index]) }
      }
    }
    return result
  }

  /// The map with channel `k` added to channel `classes[k]`.
  /// - Shapes: [N, H, W, classes.count] to [N, H, W, count].
  func summed(into classes: [Int], count: Int) -> Tensor {
    var result = Tensor(shape.with(channels: count))
    withUnsafeBuffer { source in
      result.withUnsafeMutableBuffer { target in
        for pixel in 0..<shape.pixels {
          for (k, group) in classes.enumerated() { target[pixel * count + group] += source[pixel * classes.count + k] }
        }
      }
    }
    return result
  }
}
