import NeuralNet
import ProtocolMessages
import Segmentation

// K clusters, G groups.

extension GraphBuilder {
  /// Cluster probabilities on the grid of the features.
  func probabilities(_ classifier: any PixelClassifier, of features: GraphMap) throws -> GraphMap {
    switch classifier {
    case let classifier as SoftmaxClassifier:
      let projection = classifier.network.projection(classifier.head, copy: classifier.copy)
      return softmax(output(of: projection, state: classifier.state, features))
    case is ScoreSoftmax: return softmax(features)
    case let classifier as NearestCentroid: return nearest(classifier, of: features)
    default: throw ExportError.unknownPart("a classifier of the kind \(type(of: classifier))")
    }
  }

  private func softmax(_ scores: GraphMap) -> GraphMap { apply("Softmax", scores, [], [.int("axis", 1)]) }

  /// The softmax of the negative squared distances, or 1 for the nearest centroid, the first of equally near ones, and 0 for
  /// the others.
  private func nearest(_ classifier: NearestCentroid, of features: GraphMap) -> GraphMap {
    let (K, C) = (classifier.clusters, classifier.centroids.shape[1])
    let values = classifier.centroids.values
    // Distances are those of differences, as products of large values lose too many digits.
    let distances = (0..<K).map { k in
      let centroid = perChannel(Array(values[k * C..<(k + 1) * C]), name: "centroid")
      return features.with(
        add(
          "ReduceSumSquare", [add("Sub", [features.value, centroid])], [.ints("axes", [1]), .int("keepdims", 1)]),
        channels: 1)
    }
    let all = joined(distances)
    if let variance = classifier.variance {
      let factors = perChannel([Float](repeating: -1 / (2 * variance), count: K), name: "variance")
      return softmax(all.with(add("Mul", [all.value, factors]), channels: K))
    }
    let place = add("ArgMin", [all.value], [.int("axis", 1), .int("keepdims", 1)])
    let numbers = add("Reshape", [list(Array(0..<K)), list([1, K, 1, 1])])
    return all.with(cast(add("Equal", [place, numbers]), to: .float), channels: K)
  }

  /// Probabilities of clusters added up to those of groups.
  /// - Parameter groups: the group of each cluster; nil for one that is left out.
  func grouped(_ probabilities: GraphMap, _ groups: [Int?], count: Int) -> GraphMap {
    if groups == Array(0..<count) { return probabilities }
    let K = groups.count
    var weights = [Float](repeating: 0, count: count * K)
    for (cluster, group) in groups.enumerated() { if let group { weights[group * K + cluster] = 1 } }
    return mixed(probabilities, weights: weights, name: "groups")
  }
}
