import NeuralNet

// n samples, C features, K classes.

/// A linear classifier that has learned from samples.
struct ProbeFit: Sendable {
  /// Row by row. Shapes: [K, C].
  let weights: [Float]
  /// Shapes: [K].
  var biases: [Float]

  /// Learns by multinomial logistic regression.
  /// - Parameters:
  ///   - features: [n, C].
  ///   - importance: how much a sample of each class counts; nil where all count alike.
  ///   - penalty: weight of the squared norm of the weights beside the mean cross-entropy.
  ///   - tolerance: ends when a step lowers the loss by a smaller share of it.
  init(
    _ features: Tensor, labels: [Int], classes: Int, penalty: Double, importance: [Double]? = nil,
    tolerance: Double = 1e-5, context: ComputeContext
  ) {
    let problem = SoftmaxRegression(
      features: features, labels: labels, weights: importance.map { importance in labels.map { importance[$0] } },
      classes: classes, penalty: penalty)
    let start = [Double](repeating: 0, count: problem.parameterCount)
    var optimizer = LBFGS()
    optimizer.valueTolerance = tolerance
    let found = optimizer.minimize(from: start) { problem.loss($0, context: context) }.point.place
    weights = found.dropLast(classes).map { Float($0) }
    biases = found.suffix(classes).map { Float($0) }
  }

  /// The class probabilities of samples, row by row.
  /// - Shapes: features [n, C], result [n, K].
  func probabilities(_ features: Tensor, context: ComputeContext) -> Tensor {
    let (n, C, K) = (features.shape[0], features.shape[1], biases.count)
    let scores = features.withUnsafeBuffer { values in
      (0..<n).flatMap { sample in
        (0..<K).map { k in
          var score = biases[k]
          for c in 0..<C { score += weights[k * C + c] * values[sample * C + c] }
          return score
        }
      }
    }
    return Softmax.forward(
      Tensor(Shape(batch: 1, height: 1, width: n, channels: K), values: scores), context: context)
  }

  /// The likeliest class of each sample.
  /// - Shapes: features [n, C].
  func classes(of features: Tensor, context: ComputeContext) -> [Int] {
    let K = biases.count
    return probabilities(features, context: context).withUnsafeBuffer { values in
      (0..<features.shape[0]).map { sample in
        (1..<max(1, K)).reduce(0) { values[sample * K + $1] > values[sample * K + $0] ? $1 : $0 }
      }
    }
  }
}
