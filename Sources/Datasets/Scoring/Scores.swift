import Basics
import Imaging

/// How well masks agree with labels, once clusters have been matched to classes.
public struct Scores: Hashable, Sendable, Codable {
  /// One class's part.
  public struct ClassScore: Hashable, Sendable {
    public let name: String
    /// The colour that shows the class in pictures.
    public let colour: Palette.Colour
    /// The value that stands for the class in label files; the first of them where there are several.
    public let value: UInt8
    /// Intersection over union, 0...1; nil where neither labels nor masks have the class.
    public let iou: Double?
    /// Share of the class's labelled pixels that are right, also called recall, 0...1; nil where the labels do not have it.
    public let accuracy: Double?
    /// Share of the pixels given the class that are right, 0...1; nil where the masks do not have it.
    public let precision: Double?
    /// Harmonic mean of precision and recall, 0...1; nil where neither labels nor masks have the class.
    public let f1: Double?
    /// Mean boundary F-score of the images where the class has a boundary, 0...1; nil where it has none or was not asked for.
    public internal(set) var boundaryF: Double?
    /// Labelled pixels of the class.
    public let pixels: Int
  }

  /// How clusters got their classes; nil where the match was given.
  public let rule: ClusterMatching.Rule?
  /// Share of the scored pixels that are right, 0...1.
  public let pixelAccuracy: Double
  /// Mean of the accuracies of the classes that the labels have, 0...1.
  public let meanAccuracy: Double
  /// Mean of the intersections over unions of the classes that labels or masks have, 0...1.
  public let meanIoU: Double
  /// Mean of the intersections over unions, each weighted by the class's share of the labelled pixels, 0...1.
  public let frequencyWeightedIoU: Double
  /// Mean of the F1 scores of the classes that labels or masks have, 0...1.
  public let meanF1: Double
  /// Agreement of clusters and classes on which pixels belong together, whatever the match: 1 at best, 0 by chance.
  public let adjustedRandIndex: Double
  /// Mutual information of clusters and classes over the mean of their entropies, whatever the match, 0...1.
  public let normalizedMutualInformation: Double
  /// Mean of the classes' boundary F-scores, 0...1; nil where it was not asked for or no classes meet.
  public internal(set) var boundaryF: Double?
  /// How near boundaries must lie; nil where they were not compared.
  public internal(set) var boundaryTolerance: BoundaryTolerance?
  public internal(set) var perClass: [ClassScore]
  /// For each cluster its class, or nil.
  public let matching: [Int?]
  /// Pixels of each cluster (row) by class (column).
  public let confusion: [[Int]]
  /// For each class the pixels that no cluster was given; they count as wrong.
  public let unassigned: [Int]
  /// Pixels that are scored.
  public let pixels: Int
  /// Pixels that the labels leave out.
  public let ignored: Int
  /// Pairs of mask and label file behind the scores.
  public let images: Int

  enum CodingKeys: String, CodingKey {
    case rule = "match"
    case pixelAccuracy, meanAccuracy, meanIoU, frequencyWeightedIoU, meanF1, adjustedRandIndex
    case normalizedMutualInformation, boundaryF, boundaryTolerance, perClass, matching, confusion, unassigned, pixels
    case ignored, images
  }

  /// Scores by the match that suits these very pixels best.
  /// - Parameters:
  ///   - classes: all of them, those included that were not met; no fewer than the matrix has.
  ///   - rule: by which clusters are matched to classes.
  ///   - images: pairs of mask and label file behind the matrix.
  /// - Precondition: the matrix has pixels.
  public init(_ matrix: ConfusionMatrix, classes: [ClassTable.Class], rule: ClusterMatching.Rule, images: Int) {
    let counts = matrix.counts(clusters: matrix.clusterCount, classes: classes.count)
    self.init(matrix, classes: classes, matching: ClusterMatching(rule, counts: counts), rule: rule, images: images)
  }

  /// Scores by a match found elsewhere; clusters that it does not know have no class.
  /// - Precondition: the matrix has pixels, and the match names no class beyond `classes`.
  public init(_ matrix: ConfusionMatrix, classes: [ClassTable.Class], matching: ClusterMatching, images: Int) {
    self.init(matrix, classes: classes, matching: matching, rule: nil, images: images)
  }

  private init(
    _ matrix: ConfusionMatrix, classes: [ClassTable.Class], matching: ClusterMatching, rule: ClusterMatching.Rule?,
    images: Int
  ) {
    precondition(matrix.pixels > 0, "there is nothing to score")
    confusion = matrix.counts(clusters: matrix.clusterCount, classes: classes.count)
    self.matching = confusion.indices.map { $0 < matching.classes.count ? matching.classes[$0] : nil }
    let cells = matrix.cells
    let tally = ClassTally(cells, matching: self.matching, classes: classes.count)
    perClass = classes.enumerated().map { label, entry in
      let index = UInt8(truncatingIfNeeded: label)
      return ClassScore(
        name: entry.name, colour: entry.colours.first ?? Palette.standard[index], value: entry.values.first ?? index,
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
    self.rule = rule
    self.images = images
  }

  /// The scores with those of the images' boundaries: each class's mean over the images that have it, and their mean;
  /// none where the labels have no boundary at all, as where every border is ignored.
  public func with(_ boundaries: [BoundaryCounts], tolerance: BoundaryTolerance) -> Scores {
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
