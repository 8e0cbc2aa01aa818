/// How well masks agree with labels, once clusters have been matched to classes.
public struct Scores: Hashable, Sendable {
  /// One class's part.
  public struct ClassScore: Hashable, Sendable {
    public let name: String
    /// Intersection over union, 0...1; nil where neither labels nor masks have the class.
    public let iou: Double?
    /// Share of the class's pixels that are right, 0...1; nil where the labels do not have it.
    public let accuracy: Double?
    /// Labelled pixels of the class.
    public let pixels: Int
  }

  /// How clusters got their classes; nil where the match was given.
  public let rule: ClusterMatching.Rule?
  /// Share of the scored pixels that are right, 0...1.
  public let pixelAccuracy: Double
  /// Mean of the intersections over unions of the classes that labels or masks have, 0...1.
  public let meanIoU: Double
  public let perClass: [ClassScore]
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

  /// Scores by the match that suits these very pixels best.
  /// - Parameters:
  ///   - classNames: of all classes, those included that were not met; no fewer than the matrix has.
  ///   - rule: by which clusters are matched to classes.
  ///   - images: pairs of mask and label file behind the matrix.
  /// - Precondition: the matrix has pixels.
  public init(_ matrix: ConfusionMatrix, classNames: [String], rule: ClusterMatching.Rule, images: Int) {
    let counts = matrix.counts(clusters: matrix.clusterCount, classes: classNames.count)
    self.init(
      matrix, classNames: classNames, matching: ClusterMatching(rule, counts: counts), rule: rule, images: images)
  }

  /// Scores by a match found elsewhere; clusters that it does not know have no class.
  /// - Precondition: the matrix has pixels, and the match names no class beyond `classNames`.
  public init(_ matrix: ConfusionMatrix, classNames: [String], matching: ClusterMatching, images: Int) {
    self.init(matrix, classNames: classNames, matching: matching, rule: nil, images: images)
  }

  private init(
    _ matrix: ConfusionMatrix, classNames: [String], matching: ClusterMatching, rule: ClusterMatching.Rule?,
    images: Int
  ) {
    precondition(matrix.pixels > 0, "there is nothing to score")
    let counts = matrix.counts(clusters: matrix.clusterCount, classes: classNames.count)
    let unassigned = matrix.unassigned(classes: classNames.count)
    let matching = counts.indices.map { $0 < matching.classes.count ? matching.classes[$0] : nil }
    var right = [Int](repeating: 0, count: classNames.count)
    var predicted = right
    var labelled = unassigned
    for (cluster, row) in counts.enumerated() {
      for (label, count) in row.enumerated() { labelled[label] += count }
      guard let label = matching[cluster] else { continue }
      right[label] += row[label]
      predicted[label] += row.reduce(0, +)
    }
    perClass = classNames.indices.map { label in
      let union = labelled[label] + predicted[label] - right[label]
      return ClassScore(
        name: classNames[label], iou: union > 0 ? Double(right[label]) / Double(union) : nil,
        accuracy: labelled[label] > 0 ? Double(right[label]) / Double(labelled[label]) : nil, pixels: labelled[label])
    }
    let ious = perClass.compactMap(\.iou)
    meanIoU = ious.reduce(0, +) / Double(max(1, ious.count))
    pixelAccuracy = Double(right.reduce(0, +)) / Double(matrix.pixels)
    self.rule = rule
    self.matching = matching
    self.unassigned = unassigned
    self.images = images
    confusion = counts
    pixels = matrix.pixels
    ignored = matrix.ignored
  }
}

extension Scores: Encodable {
  private enum Keys: String, CodingKey {
    case match, pixelAccuracy, meanIoU, perClass, matching, confusion, unassigned, pixels, ignored, images
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(rule, forKey: .match)
    try container.encode(pixelAccuracy, forKey: .pixelAccuracy)
    try container.encode(meanIoU, forKey: .meanIoU)
    try container.encode(perClass, forKey: .perClass)
    try container.encode(matching, forKey: .matching)
    try container.encode(confusion, forKey: .confusion)
    try container.encode(unassigned, forKey: .unassigned)
    try container.encode(pixels, forKey: .pixels)
    try container.encode(ignored, forKey: .ignored)
    try container.encode(images, forKey: .images)
  }
}

extension Scores.ClassScore: Encodable {
  private enum Keys: String, CodingKey { case name, iou, accuracy, pixels }

  /// Writes what does not exist as null, so that every class has the same keys.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(iou, forKey: .iou)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(pixels, forKey: .pixels)
  }
}
