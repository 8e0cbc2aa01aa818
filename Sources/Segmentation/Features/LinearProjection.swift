import NeuralNet

// C channels, D components, n features.

/// A linear map of features, such as their standardisation or their whitened principal components, and a division by their
/// length where that is asked for.
public struct LinearProjection: Sendable {
  /// Shape: [D, C].
  public let weights: Tensor
  /// Shape: [D].
  public let biases: Tensor
  /// Whether the results are divided by their length.
  public let normalized: Bool

  /// - Precondition: the shapes fit.
  public init(weights: Tensor, biases: Tensor, normalized: Bool) {
    precondition(
      weights.shape.rank == 2 && biases.shape == Shape([weights.shape[0]]),
      "weights \(weights.shape) and biases \(biases.shape) are no projection")
    self.weights = weights
    self.biases = biases
    self.normalized = normalized
  }

  /// Channels before the projection.
  public var inputs: Int { weights.shape[1] }
  /// Channels after it.
  public var outputs: Int { weights.shape[0] }

  /// The projection that `settings` ask for, by the spread of features.
  ///
  /// Whitened components with less than a millionth of the greatest variance are left out, since they hold rounding alone.
  /// - Parameter features: [n, C].
  package init(_ settings: ClusteringSettings, of features: Tensor, context: ComputeContext) {
    let C = features.shape[1]
    let (means, covariances) = Covariance.of(features, context: context)
    let deviations = (0..<C).map { c in
      let variance = covariances[c * C + c]
      return variance > 1e-12 ? variance.squareRoot() : 1
    }
    // Each row is a direction; its factor follows from the scaling.
    var rows = (0..<C).map { d in (0..<C).map { $0 == d ? (settings.scaling == .deviation ? 1 / deviations[d] : 1) : 0 }
    }
    if settings.scaling == .whitening || (1..<C).contains(settings.components) {
      let standardized = settings.scaling == .deviation
      let matrix = (0..<C * C).map { index in
        standardized ? covariances[index] / (deviations[index / C] * deviations[index % C]) : covariances[index]
      }
      let all = SymmetricEigen.decompose(matrix, size: C)
      let floor = max(1e-12, 1e-6 * (all.first?.value ?? 0))
      let kept = all.prefix(settings.components > 0 ? settings.components : C).filter { $0.value > floor }
      rows = (kept.isEmpty ? Array(all.prefix(1)) : kept).map { component in
        let factor = settings.scaling == .whitening ? 1 / max(component.value, 1e-12).squareRoot() : 1
        return component.vector.enumerated().map { c, value in
          value * factor / (standardized ? deviations[c] : 1)
        }
      }
    }
    let biases = rows.map { row in -zip(row, means).reduce(0) { $0 + $1.0 * $1.1 } }
    self.init(
      weights: Tensor([rows.count, C], values: rows.joined().map { Float($0) }),
      biases: Tensor([rows.count], values: biases.map { Float($0) }), normalized: settings.normalized)
  }

  /// - Shapes: features [..., C], result [..., D].
  public func callAsFunction(_ features: Tensor, context: ComputeContext) -> Tensor {
    finished(MatrixProduct.rows(features, times: weights, context: context), context: context)
  }

  /// The projection of maps side by side, each brought to the size of the largest. Each is projected where it is small.
  /// - Shapes: maps [N, H', W', C'] whose channels are C together, result [N, H, W, D].
  package func callAsFunction(sideBySide maps: [Tensor], context: ComputeContext) -> Tensor {
    guard let largest = maps.map(\.shape).max(by: { $0.pixels < $1.pixels }) else { return Tensor([0, 0, 0, outputs]) }
    var sum = context.zeros(largest.with(channels: outputs))
    var first = 0
    for map in maps {
      let own = weights.columns(first..<first + map.shape.channels)
      let projected = MatrixProduct.rows(map, times: own, context: context)
      sum.add(BilinearResampling.forward(projected, height: largest.height, width: largest.width, context: context))
      first += map.shape.channels
    }
    return finished(sum, context: context)
  }

  /// Products with the weights, with the biases added and divided by their length where that is asked for.
  private func finished(_ products: Tensor, context: ComputeContext) -> Tensor {
    var result = products
    let D = outputs
    let biases = biases.values
    result.withUnsafeMutableBuffer { values in
      // Each chunk writes its own rows.
      nonisolated(unsafe) let values = values
      let rows = values.count / max(1, D)
      let chunk = 1024
      context.forEach((rows + chunk - 1) / chunk) { index in
        for row in index * chunk..<min(rows, (index + 1) * chunk) {
          var square: Float = 0
          for d in 0..<D {
            values[row * D + d] += biases[d]
            square += values[row * D + d] * values[row * D + d]
          }
          guard normalized, square > 0 else { continue }
          let factor = 1 / square.squareRoot()
          for d in 0..<D { values[row * D + d] *= factor }
        }
      }
    }
    return result
  }
}

extension Tensor {
  /// Some columns of a matrix.
  fileprivate func columns(_ range: Range<Int>) -> Tensor {
    let (rows, all) = (shape[0], shape[1])
    precondition(range.upperBound <= all, "columns \(range) of a matrix \(shape)")
    return withUnsafeBuffer { source in
      Tensor([rows, range.count], values: (0..<rows).flatMap { row in range.map { source[row * all + $0] } })
    }
  }
}
