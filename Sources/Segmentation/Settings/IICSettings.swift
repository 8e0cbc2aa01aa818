/// Settings of Invariant Information Clustering: its two heads, how they take turns, and its loss.
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019; the network published with the paper names the heads' modules.
public struct IICSettings: Codable, Hashable, Sendable {
  /// When a head is trained.
  public enum Turn: String, Codable, Sendable {
    /// The heads take turns by steps.
    case step
    /// The heads take turns by passes over the images.
    case epoch
    /// Each step trains both heads on one pass through the trunk.
    case together
  }

  /// Clusters of the main head, K: the classes to find.
  public var classes = 4
  /// Clusters of the overclustering head; 0 for none.
  public var overclusters = 24
  /// Independently initialised copies of each head; the one with the lowest loss is used.
  public var subheads = 1
  /// Displacements of up to this many pixels in each direction are paired: `(2 * radius + 1)^2` of them.
  public var radius = 10
  /// Entropy weight (λ in the published code) in the main head's loss.
  public var entropyWeight = 1.5
  /// Entropy weight (λ in the published code) in the overclustering head's loss.
  public var overclusteringEntropyWeight = 1.0
  /// Whether the joint distributions are summed over the window before the information is taken, or kept apart.
  public var collapsed = false
  /// Each step also shifts the second view by a random displacement of so many pixels along each axis; 0 for none.
  public var sparseMinimum = 0
  /// The largest of these displacements, in pixels.
  public var sparseMaximum = 0
  /// When each head is trained.
  public var turn = Turn.step
  /// The head that begins where they take turns: `main` or `overclustering`.
  public var begins = Self.overclustering

  /// The head of as many clusters as classes are to be found.
  public static let main = MapName.main
  /// The head of more clusters than classes.
  public static let overclustering = MapName.overclustering
  /// The map of the overclustering head's clusters, merged to as many as there are classes.
  public static let merged = MapName.merged

  /// The settings as their defaults have them.
  public init() {}

  /// The main head, and the overclustering head if there is one.
  public var heads: [HeadConfiguration] {
    [
      HeadConfiguration(Self.main, clusters: classes, copies: subheads, module: "head_B"),
      HeadConfiguration(Self.overclustering, clusters: overclusters, copies: subheads, module: "head_A"),
    ].filter { $0.clusters > 0 }
  }

  /// Entropy weight (λ in the published code) in the loss of `head`.
  func entropyWeight(of head: String) -> Double { head == Self.main ? entropyWeight : overclusteringEntropyWeight }

  /// The places among ``heads`` of those that a step trains.
  package func headsTrained(step: Int, stepsPerEpoch: Int) -> [Int] {
    guard overclusters > 0 else { return [0] }
    let turns: Int
    switch turn {
    case .together: return [0, 1]
    case .step: turns = step
    case .epoch: turns = step / stepsPerEpoch
    }
    return [turns.isMultiple(of: 2) == (begins == Self.main) ? 0 : 1]
  }

  func validate(cropSize: Int) throws {
    func check(_ isValid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String) throws {
      try SettingCheck.require(isValid, "method.iic.\(key)", value, requirement)
    }
    try ClusterCounts.validate(classes: classes, overclusters: overclusters, key: "method.iic")
    try check((1...32).contains(subheads), "subheads", subheads, "from 1 to 32")
    try check((0...64).contains(radius), "radius", radius, "from 0 to 64 pixels")
    try check(radius < cropSize, "radius", radius, "smaller than input.cropSize")
    try check(
      (0...256).contains(sparseMinimum)
        && (sparseMaximum == 0 || (sparseMinimum...256).contains(sparseMaximum)),
      "sparseMinimum", sparseMinimum, "from 0 to 256, with sparseMaximum at least as large")
    for (key, weight) in [
      ("entropyWeight", entropyWeight), ("overclusteringEntropyWeight", overclusteringEntropyWeight),
    ] { try check(weight > 0 && weight.isFinite, key, weight, "a number above 0") }
    try check(
      [Self.main, Self.overclustering].contains(begins), "begins", begins, "\(Self.main) or \(Self.overclustering)")
  }
}
