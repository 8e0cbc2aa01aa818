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

  /// Adds the values of another map.
  /// - Precondition: the shapes are equal.
  mutating func add(_ other: Tensor) {
    precondition(shape == other.shape, "maps \(shape) and \(other.shape)")
    other.withUnsafeBuffer { other in
      withUnsafeMutableBuffer { values in for index in values.indices { values[index] += other[index] } }
    }
  }

  /// Sets the channels from `first` on to those of another map.
  /// - Precondition: the maps have the same size, and there are enough channels.
  mutating func setChannels(from first: Int, to other: Tensor) {
    let (all, count) = (shape.channels, other.shape.channels)
    precondition(
      other.shape.with(channels: all) == shape && first + count <= all,
      "channels from \(first) on of map \(shape) from map \(other.shape)")
    other.withUnsafeBuffer { source in
      withUnsafeMutableBuffer { target in
        for pixel in 0..<source.count / max(1, count) {
          for c in 0..<count { target[pixel * all + first + c] = source[pixel * count + c] }
        }
      }
    }
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
