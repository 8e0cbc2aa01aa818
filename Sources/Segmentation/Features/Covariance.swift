import NeuralNet

// n features, C channels.

/// Means and covariances of features.
enum Covariance {
  /// Features of one partial sum.
  private static let chunk = 4096

  /// Sums in Double; the result does not depend on the number of threads.
  /// - Parameter features: [n, C].
  /// - Returns: the means, [C], and the biased covariances, [C, C].
  static func of(_ features: Tensor, context: ComputeContext) -> (means: [Double], covariances: [Double]) {
    let (n, C) = (features.shape[0], features.shape[1])
    let parts = stride(from: 0, to: n, by: chunk).map { $0..<min(n, $0 + chunk) }
    let sums = context.parallel.map(parts) { part in
      features.withUnsafeBuffer { values in
        part.reduce(into: [Double](repeating: 0, count: C)) { sums, row in
          for c in 0..<C { sums[c] += Double(values[row * C + c]) }
        }
      }
    }
    var means = [Double](repeating: 0, count: C)
    for sum in sums { for c in 0..<C { means[c] += sum[c] / Double(n) } }
    // Products of floats relative to the mean are summed as a matrix product over few enough features to lose no digits.
    let centre = means.map { Float($0) }
    let products = context.parallel.map(parts) { part in
      MatrixProduct.gram(features, rows: part, minus: centre)
    }
    var covariances = [Double](repeating: 0, count: C * C)
    for product in products {
      for index in covariances.indices { covariances[index] += Double(product[index]) / Double(n) }
    }
    return (means, covariances)
  }
}
