import Basics
import Foundation

// n samples, C features, K classes, A weights [K, C], b biases [K].

/// The loss of a linear classifier with softmax over samples: weighted mean cross-entropy + penalty |A|².
///
/// Samples are cut into chunks by their number alone and partial sums are joined in order, so that results do not depend on
/// the number of threads.
package struct SoftmaxRegression: Sendable {
  /// Shapes: [n, C].
  package let features: Tensor
  /// The class of each sample.
  package let labels: [Int]
  /// How much each sample counts; they sum to 1.
  package let weights: [Double]
  package let classes: Int
  /// Weight of the squared norm of A. The biases are free.
  package let penalty: Double
  private static let chunk = 128

  /// - Parameter weights: how much each sample counts; nil where all count alike.
  /// - Precondition: one label in `0..<classes` and one weight for each of at least one sample, and a positive sum of weights.
  package init(features: Tensor, labels: [Int], weights: [Double]? = nil, classes: Int, penalty: Double) {
    let count = labels.count
    precondition(
      count > 0 && features.shape.rank == 2 && features.shape[0] == count,
      "\(count) labels for features \(features.shape)")
    precondition(labels.allSatisfy { (0..<classes).contains($0) }, "a label is no class of \(classes)")
    precondition(weights.map { $0.count == count } ?? true, "\(count) samples and \(weights?.count ?? 0) weights")
    let sum = weights?.reduce(0, +) ?? 1
    precondition(sum > 0, "no sample counts")
    self.features = features
    self.labels = labels
    self.weights = weights?.map { $0 / sum } ?? [Double](repeating: 1 / Double(count), count: count)
    self.classes = classes
    self.penalty = penalty
  }

  /// Elements of A and b.
  package var parameterCount: Int { classes * (features.shape[1] + 1) }

  /// The loss and its gradient.
  /// - Parameter parameters: A, row by row, then b.
  package func loss(_ parameters: [Double], context: ComputeContext) -> (value: Double, gradient: [Double]) {
    let (n, C, K) = (labels.count, features.shape[1], classes)
    precondition(parameters.count == parameterCount, "\(parameters.count) parameters, not \(parameterCount)")
    let A = parameters.prefix(K * C).map { Float($0) }
    let b = parameters.suffix(K).map { Float($0) }
    let chunks = (n + Self.chunk - 1) / Self.chunk
    let parts = context.parallel.map(chunks) { part -> (value: Double, gradient: [Float]) in
      let range = part * Self.chunk..<min(n, (part + 1) * Self.chunk)
      return self.part(range, A, b)
    }
    var value = 0.0
    var gradient = [Double](repeating: 0, count: parameterCount)
    for part in parts {
      value += part.value
      for index in gradient.indices { gradient[index] += Double(part.gradient[index]) }
    }
    for index in 0..<K * C {
      value += penalty * parameters[index] * parameters[index]
      gradient[index] += 2 * penalty * parameters[index]
    }
    return (value, gradient)
  }

  /// The cross-entropy of some samples and its gradient.
  private func part(_ range: Range<Int>, _ A: [Float], _ b: [Float]) -> (value: Double, gradient: [Float]) {
    let (rows, C, K) = (range.count, features.shape[1], classes)
    var scores = [Float](repeating: 0, count: rows * K)
    for row in 0..<rows { for k in 0..<K { scores[row * K + k] = b[k] } }
    var gradient = [Float](repeating: 0, count: parameterCount)
    var value = 0.0
    features.withUnsafeBuffer { all in
      let X = UnsafeBufferPointer(rebasing: all[range.lowerBound * C..<range.upperBound * C])
      guard let X = X.baseAddress else { return }
      scores.withUnsafeMutableBufferPointer { scores in
        guard let scores = scores.baseAddress else { return }
        A.withUnsafeBufferPointer { A in
          guard let A = A.baseAddress else { return }
          RowMajorProduct.multiply(
            BorrowedMatrix(address: X, stride: C), BorrowedMatrix(address: A, stride: C, isTransposed: true),
            rows: rows, columns: K, inner: C, accumulate: true, into: scores, stride: K)
        }
        for row in 0..<rows { value += turnIntoSlopes(scores + row * K, sample: range.lowerBound + row) }
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let gradient = gradient.baseAddress else { return }
          RowMajorProduct.multiply(
            BorrowedMatrix(address: scores, stride: K, isTransposed: true), BorrowedMatrix(address: X, stride: C),
            rows: K, columns: C, inner: rows, into: gradient, stride: C)
          for row in 0..<rows { for k in 0..<K { gradient[K * C + k] += scores[row * K + k] } }
        }
      }
    }
    return (value, gradient)
  }

  /// Replaces the K scores of a sample by the slopes of its loss with respect to them.
  /// - Returns: the loss.
  private func turnIntoSlopes(_ scores: UnsafeMutablePointer<Float>, sample: Int) -> Double {
    let (label, weight) = (labels[sample], weights[sample])
    var greatest = scores[0]
    for k in 1..<max(1, classes) { greatest = max(greatest, scores[k]) }
    var sum = 0.0
    for k in 0..<classes { sum += exp(Double(scores[k] - greatest)) }
    let loss = log(sum) - Double(scores[label] - greatest)
    for k in 0..<classes {
      let probability = exp(Double(scores[k] - greatest)) / sum
      scores[k] = Float(weight * (probability - (k == label ? 1 : 0)))
    }
    return weight * loss
  }
}
