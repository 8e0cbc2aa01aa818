import Basics

extension ParameterStore {
  /// The parameters by name, in the axis order of PyTorch: convolution weights are `[output, input, height, width]`.
  package func namedTensors() -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for entry in layout.entries {
      let tensor = self[entry.slot]
      result[entry.name] = entry.fileOrder == .convolution ? tensor.transposed([3, 2, 0, 1]) : tensor
    }
    return result
  }

  /// Sets the parameters from `tensors`, which are in the axis order of PyTorch.
  /// - Parameter path: the path of the file, which errors name.
  /// - Throws: ``SafetensorsError`` when a tensor is missing, has another shape, or holds values that are not finite.
  package mutating func load(_ tensors: [String: Tensor], path: String) throws {
    for entry in layout.entries {
      guard let tensor = tensors[entry.name] else {
        throw SafetensorsError.missingTensor(path: path, name: entry.name)
      }
      let s = entry.slot.shape.dimensions
      let expected = entry.fileOrder == .convolution ? [s[3], s[2], s[0], s[1]] : s
      guard tensor.shape.dimensions == expected else {
        throw SafetensorsError.wrongShape(
          path: path, name: entry.name, expected: expected, actual: tensor.shape.dimensions)
      }
      guard tensor.withUnsafeBuffer({ $0.allSatisfy(\.isFinite) }) else {
        throw SafetensorsError.notFinite(path: path, name: entry.name)
      }
      self[entry.slot] = entry.fileOrder == .convolution ? tensor.transposed([2, 3, 1, 0]) : tensor
    }
  }
}

extension Tensor {
  /// A copy with its axes in another order: axis `i` of the result is axis `order[i]` of this tensor.
  /// - Precondition: `order` is a permutation of the four axes.
  package func transposed(_ order: [Int]) -> Tensor {
    precondition(shape.rank == 4 && order.sorted() == [0, 1, 2, 3], "axis order \(order) does not fit shape \(shape)")
    let strides = [shape[1] * shape[2] * shape[3], shape[2] * shape[3], shape[3], 1]
    let s = order.map { strides[$0] }
    let d = order.map { shape[$0] }
    var result = [Float]()
    result.reserveCapacity(count)
    withUnsafeBuffer { source in
      for a in 0..<d[0] {
        for b in 0..<d[1] {
          for c in 0..<d[2] {
            for e in 0..<d[3] { result.append(source[a * s[0] + b * s[1] + c * s[2] + e * s[3]]) }
          }
        }
      }
    }
    return Tensor(Shape(d), values: result)
  }
}
