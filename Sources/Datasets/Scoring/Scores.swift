import Basics
import Imaging

/// How well masks agree with labels, once clusters have been matched to classes.
public struct Scores: Hashable, Sendable {
  /// The scores of one class.
  public struct ClassScore: Hashable, Sendable {
    /// Intersection over union, 0...1; nil where neither labels nor masks have the class.
    public let iou: Double?
    /// Share of the class's labelled pixels that are right, also called recall, 0...1; nil where the labels do not have it.
    public let accuracy: Double?
    /// Share of the pixels given the class that are right, 0...1; nil where the masks do not have it.
    public let precision: Double?
    /// Harmonic mean of precision and recall, 0...1; nil where neither labels nor masks have the class.
    public let f1: Double?
    /// Mean boundary F-score of the images where the class has a boundary, 0...1; nil where it has none, or
    /// where boundaries were not compared.
    public internal(set) var boundaryF: Double?
    /// Labelled pixels of the class.
    public let pixels: Int

    /// The name of ``precision`` in remote sensing: of the pixels that the masks give the class, the share that is right.
    public var usersAccuracy: Double? { precision }
    /// The name of ``accuracy`` in remote sensing: of the pixels that the labels give the class, the share that is right.
    public var producersAccuracy: Double? { accuracy }
  }

  /// The classes that the clusters show. ``perClass``, ``confusion`` and ``unassigned`` have their order.
  public let naming: Naming
  /// Share of the scored pixels that are right, 0...1.
  public let pixelAccuracy: Double
  /// The name of ``pixelAccuracy`` in remote sensing.
  public var overallAccuracy: Double { pixelAccuracy }
  /// Mean of the accuracies of the classes that the labels have, 0...1.
  public let meanAccuracy: Double
  /// Mean of the intersections over unions of the classes that labels or masks have, 0...1.
  public let meanIoU: Double
  /// Mean of the intersections over unions, each weighted by the class's share of the labelled pixels, 0...1.
  public let frequencyWeightedIoU: Double
  /// Mean of the F1 scores of the classes that labels or masks have, 0...1.
  public let meanF1: Double
  /// Agreement of clusters and classes on which pixels belong together, whatever the matching: 1 at best, 0 by chance.
  public let adjustedRandIndex: Double
  /// Mutual information of clusters and classes over the mean of their entropies, whatever the matching, 0...1.
  public let normalizedMutualInformation: Double
  /// Mean of the classes' boundary F-scores, 0...1; nil where boundaries were not compared or no classes meet.
  public internal(set) var boundaryF: Double?
  /// How near boundaries must lie; nil where they were not compared.
  public internal(set) var boundaryTolerance: BoundaryTolerance?
  /// The scores of each class of ``naming``.
  public internal(set) var perClass: [ClassScore]
  /// Pixels of each cluster (row) by class (column).
  public let confusion: [[Int]]
  /// For each class, its pixels without a cluster; they count as wrong.
  public let unassigned: [Int]
  /// Pixels that are scored.
  public let pixels: Int
  /// Pixels that the labels leave out, or that have no data.
  public let ignored: Int
  /// Pairs of mask and label file behind the scores.
  public let images: Int

  /// Scores by the naming that suits these pixels best.
  /// - Parameters:
  ///   - classes: all classes, also those without pixels; no fewer than the matrix has.
  ///   - rule: the rule that matches clusters to classes.
  ///   - clusters: the naming that has the clusters' model and map; nil where they are not known.
  ///   - images: pairs of mask and label file behind the matrix.
  /// - Precondition: the matrix has pixels.
  public init(
    _ matrix: ConfusionMatrix, classes: [NamedClass], rule: MatchingRule, clusters: Naming? = nil, images: Int
  ) {
    let counts = matrix.counts(clusters: matrix.clusterCount, classes: classes.count)
    var naming = Naming(rule, counts: counts, classes: classes)
    naming.model = clusters?.model
    naming.map = clusters?.map
    self.init(matrix, of: naming, images: images)
  }

  /// Scores by a given naming; clusters that it does not know show no class.
  /// - Precondition: the matrix has pixels, and no class beyond those of the naming.
  public init(_ matrix: ConfusionMatrix, naming: Naming, images: Int) {
    let given = Naming(
      naming.classes, classOfCluster: naming.classOfCluster, kind: naming.kind, model: naming.model, map: naming.map)
    self.init(matrix, of: given, images: images)
  }

  private init(_ matrix: ConfusionMatrix, of naming: Naming, images: Int) {
    precondition(matrix.pixels > 0, "there is nothing to score")
    let classes = naming.classes
    confusion = matrix.counts(clusters: matrix.clusterCount, classes: classes.count)
    self.naming = naming.covering(clusters: confusion.count)
    let cells = matrix.cells
    let tally = ClassTally(cells, matching: self.naming.classOfCluster, classes: classes.count)
    perClass = classes.indices.map { label in
      ClassScore(
        iou: tally.iou(label), accuracy: tally.recall(label), precision: tally.precision(label), f1: tally.f1(label),
        pixels: tally.labelled[label])
    }
    pixels = matrix.pixels
    pixelAccuracy = tally.pixelAccuracy ?? 0
    meanAccuracy = mean(perClass.map(\.accuracy)) ?? 0
    meanIoU = tally.meanIoU ?? 0
    frequencyWeightedIoU = perClass.reduce(0) { $0 + Double($1.pixels) * ($1.iou ?? 0) } / Double(matrix.pixels)
    meanF1 = mean(perClass.map(\.f1)) ?? 0
    let agreement = ClusteringAgreement(cells)
    adjustedRandIndex = agreement.adjustedRandIndex
    normalizedMutualInformation = agreement.normalizedMutualInformation
    unassigned = matrix.unassigned(classes: classes.count)
    ignored = matrix.ignored
    self.images = images
  }

  /// The scores with those of the boundaries: for each class the mean over the images that have it, and the mean over the
  /// classes. They are nil where the labels have no boundary at all, as where every border is ignored.
  package func with(_ boundaries: [BoundaryCounts], tolerance: BoundaryTolerance) -> Scores {
    var scores = self
    let boundaries = boundaries.contains { $0.perClass.contains { $0.labelled > 0 } } ? boundaries : []
    for label in perClass.indices {
      scores.perClass[label].boundaryF = mean(boundaries.map { $0.perClass[label].f })
    }
    scores.boundaryF = mean(scores.perClass.map(\.boundaryF))
    scores.boundaryTolerance = tolerance
    return scores
  }
}
