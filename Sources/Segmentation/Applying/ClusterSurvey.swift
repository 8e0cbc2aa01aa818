import Basics
import Datasets
import Imaging
import NeuralNet
import Synchronization

// K clusters, V votes.

/// What a look at images tells about the clusters of a map: which clusters meet, and which classes of the model's first map
/// they fall together with.
package struct ClusterSurvey: Sendable {
  /// Counts of clusters and those around them, K x K in row-major order.
  package private(set) var joint: [Double]
  /// Counts of clusters and the classes of the first map at the same place, K x V in row-major order.
  package private(set) var votes: [Double]

  fileprivate init(clusters: Int, votes: Int) {
    joint = [Double](repeating: 0, count: clusters * clusters)
    self.votes = [Double](repeating: 0, count: clusters * votes)
  }

  /// Adds what other images tell.
  package mutating func add(_ other: ClusterSurvey) {
    for index in joint.indices { joint[index] += other.joint[index] }
    for index in votes.indices { votes[index] += other.votes[index] }
  }

  /// The order in which the clusters merge until two are left: one cluster of each of the two groups.
  package var merges: [[Int]] { ClusterMerging(joint: joint, votes: votes, into: 2).merges }

  /// - Shapes: clusters [1, H, W, K], classes [1, H, W, V], counts [K, K].
  fileprivate mutating func add(_ clusters: Tensor, classes: Tensor?, counts: Tensor) {
    for (index, count) in counts.values.enumerated() { joint[index] += Double(count) }
    guard let classes else { return }
    for (index, vote) in OverclusterStatistics.votes(clusters, of: classes).enumerated() { votes[index] += vote }
  }
}

extension Segmenter {
  /// Segments an image in memory and surveys its clusters, in one pass.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  package func survey(_ image: MemoryRaster, context: ComputeContext) throws -> (LabelMap, ClusterSurvey) {
    let first = model.description.maps.first.flatMap { $0.name == map.name ? nil : model.classifier(of: $0) }
    let surveying = SurveyingClassifier(
      model.classifier(of: map), classes: first,
      radius: min(64, max(1, model.input.cropSize / (2 * geometry.reduction))))
    let labels = try Segmenter(self, classifier: surveying, smoothingRadius: smoothingRadius)
      .segment(image, context: context)
    return (labels, surveying.survey)
  }
}

/// Gives the clusters of another classifier, and keeps a survey of all that it sees.
private final class SurveyingClassifier: PixelClassifier {
  private let classifier: any PixelClassifier
  private let classes: (any PixelClassifier)?
  private let window: WindowedJoint
  private let sum: Mutex<ClusterSurvey>

  init(_ classifier: any PixelClassifier, classes: (any PixelClassifier)?, radius: Int) {
    self.classifier = classifier
    self.classes = classes
    window = WindowedJoint(radius: radius)
    sum = Mutex(ClusterSurvey(clusters: classifier.clusters, votes: classes?.clusters ?? 0))
  }

  var clusters: Int { classifier.clusters }
  var survey: ClusterSurvey { sum.withLock { $0 } }

  func probabilities(_ features: FeatureMap, context: ComputeContext) -> Tensor {
    let clusters = classifier.probabilities(features, context: context)
    let classes = classes?.probabilities(features, context: context)
    let counts = window.counts(of: PairedMaps(first: clusters, second: clusters), context: context)
    sum.withLock { $0.add(clusters, classes: classes, counts: counts) }
    return clusters
  }
}
