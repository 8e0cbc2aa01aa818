import NeuralNet

// n samples, K classes.

/// The shares of classes in samples without labels.
package enum ClassShares {
  private static let steps = 200

  /// The shares that a classifier finds, when it takes into account that it has learned from others.
  /// - Parameters:
  ///   - probabilities: of the classifier. Shapes: [1, 1, n, K].
  ///   - learned: the shares that it has learned from, above 0.
  /// - Returns: shares that sum to 1; `learned` where there is no sample.
  /// - Source: Saerens, Latinne and Decaestecker, Neural Computation 14, 2002, equation 2.13 (expectation maximisation).
  package static func estimate(_ probabilities: Tensor, learned: [Double]) -> [Double] {
    let K = learned.count
    let count = probabilities.count / K
    guard count > 0 else { return learned }
    var shares = learned
    for _ in 0..<steps {
      var sums = [Double](repeating: 0, count: K)
      probabilities.withUnsafeBuffer { values in
        for sample in 0..<count {
          var total = 0.0
          for k in 0..<K { total += Double(values[sample * K + k]) * shares[k] / learned[k] }
          guard total > 0 else { continue }
          for k in 0..<K { sums[k] += Double(values[sample * K + k]) * shares[k] / learned[k] / total }
        }
      }
      let all = sums.reduce(0, +)
      guard all > 0 else { return shares }
      let next = sums.map { $0 / all }
      let change = zip(next, shares).reduce(0) { max($0, abs($1.0 - $1.1)) }
      shares = next
      if change < 1e-6 { break }
    }
    return shares
  }
}
