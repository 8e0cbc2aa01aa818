/// Settings of a student that learns to predict what its teacher, the running mean of itself, says of another view.
///
/// Two things keep the teacher from saying the same of all pixels: what it says is taken relative to its running mean, so that
/// no prototype wins everywhere, and sharpened, so that not all win a little.
public struct TeacherStudentSettings: Codable, Hashable, Sendable {
  /// Clusters of the main map, K: the classes to find. Found by k-means on the teacher's features after training.
  public var classes = 4
  /// Clusters of the overclustering map; 0 for none.
  public var overclusters = 24
  /// Prototypes between which teacher and student decide for each pixel.
  public var prototypes = 64
  /// What the teacher keeps of itself in a step; the rest is the student's.
  public var momentum: Float = 0.99
  /// What the mean of the teacher's scores keeps of itself in a step.
  public var centreMomentum: Float = 0.9
  /// Scores of the teacher are divided by this; below 1 it sharpens.
  public var temperature: Float = 0.5
  /// How the teacher's features are clustered.
  public var clustering = ClusteringSettings.ofLearnedFeatures

  /// The head that scores the prototypes.
  public static let head = "prototypes"

  /// The settings as their defaults have them.
  public init() {}

  func validate() throws {
    func check(_ isValid: Bool, _ key: String, _ value: some CustomStringConvertible, _ requirement: String) throws {
      try SettingCheck.require(isValid, "method.teacher-student.\(key)", value, requirement)
    }
    try ClusterCounts.validate(classes: classes, overclusters: overclusters, key: "method.teacher-student")
    try check((2...65_534).contains(prototypes), "prototypes", prototypes, "from 2 to 65534")
    try check((0..<1).contains(momentum), "momentum", momentum, "from 0 to below 1")
    try check((0..<1).contains(centreMomentum), "centreMomentum", centreMomentum, "from 0 to below 1")
    try check(temperature > 0 && temperature <= 1, "temperature", temperature, "above 0 and at most 1")
    try clustering.validate(key: "method.teacher-student.clustering")
  }
}
