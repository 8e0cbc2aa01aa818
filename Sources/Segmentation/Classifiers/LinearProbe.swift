import NeuralNet

// C features, K classes.

/// A linear classifier of the maps of ``LayeredFeatures``, whose scores become probabilities by a softmax.
package struct LinearProbe: Sendable {
  /// How the features of each map are standardised.
  package let projections: [StandardizedProjection]
  /// Weights of each map. Shapes: [K, C of the map].
  package let weights: [Tensor]
  /// Shapes: [K].
  package let biases: [Float]

  /// - Precondition: there are weights for each map, which fit its channels and the classes.
  package init(_ projections: [StandardizedProjection], weights: [Tensor], biases: [Float]) {
    precondition(
      !biases.isEmpty && projections.count == weights.count
        && zip(projections, weights).allSatisfy { $1.shape == Shape([biases.count, $0.channels]) },
      "\(weights.map(\.shape)) are no weights of \(projections.map(\.channels)) channels for \(biases.count) classes")
    self.projections = projections
    self.weights = weights
    self.biases = biases
  }

  package var classes: Int { biases.count }

  /// Scores at the size of the pixels that the maps are of.
  /// - Shapes: maps [N, H', W', C] of any sizes, result [N, height, width, K].
  package func scores(_ maps: [FeatureMap], height: Int, width: Int, context: ComputeContext) -> Tensor {
    precondition(maps.count == projections.count, "\(maps.count) maps for a classifier of \(projections.count)")
    // Scores of one size are added up before they are resized.
    var bySize: [Tensor] = []
    for (index, map) in maps.enumerated() {
      let scores = projections[index].scores(map, weights: weights[index], context: context)
      if let same = bySize.firstIndex(where: { $0.shape == scores.shape }) {
        bySize[same].add(scores)
      } else {
        bySize.append(scores)
      }
    }
    var sum = context.zeros(Shape(batch: maps[0].raw.shape.batch, height: height, width: width, channels: classes))
    for scores in bySize {
      sum.add(BilinearResampling.forward(scores, height: height, width: width, context: context))
    }
    let K = classes
    sum.withUnsafeMutableBuffer { values in
      for start in stride(from: 0, to: values.count, by: K) {
        for k in 0..<K { values[start + k] += biases[k] }
      }
    }
    return sum
  }
}
