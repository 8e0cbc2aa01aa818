import Basics

/// The learning method of a run and its settings.
///
/// A new method is a case here, a file of settings beside this one, and a file under `Methods`.
public enum MethodSettings: Hashable, Sendable {
  /// Invariant Information Clustering.
  case iic(IICSettings)
  /// K-means on features that are not learned here.
  case kMeans(KMeansSettings)
  /// DeepCluster.
  case deepCluster(DeepClusterSettings)
  /// A student that predicts the running mean of itself.
  case teacherStudent(TeacherStudentSettings)

  /// The names that settings files and options know methods by.
  public static let names = CodingKeys.allCases.map(\.rawValue)

  /// The method called `name`, with its standard settings.
  /// - Throws: `SettingError` for an unknown name.
  public static func named(_ name: String) throws -> MethodSettings {
    switch CodingKeys(rawValue: name) {
    case .iic: .iic(IICSettings())
    case .kMeans: .kMeans(KMeansSettings())
    case .deepCluster: .deepCluster(DeepClusterSettings())
    case .teacherStudent: .teacherStudent(TeacherStudentSettings())
    case nil:
      throw SettingError(
        key: "method", value: name, requirement: "one of \(names.joined(separator: ", "))")
    }
  }

  /// The name in settings files, such as `iic`.
  public var name: String { key.rawValue }

  private var key: CodingKeys {
    switch self {
    case .iic: .iic
    case .kMeans: .kMeans
    case .deepCluster: .deepCluster
    case .teacherStudent: .teacherStudent
    }
  }

  /// Classes to find, K.
  public var classes: Int {
    get {
      switch self {
      case .iic(let settings): settings.classes
      case .kMeans(let settings): settings.classes
      case .deepCluster(let settings): settings.classes
      case .teacherStudent(let settings): settings.classes
      }
    }
    set { setCounts(classes: newValue, overclusters: overclusters) }
  }

  /// Clusters of the overclustering map; 0 for none.
  public var overclusters: Int {
    get {
      switch self {
      case .iic(let settings): settings.overclusters
      case .kMeans(let settings): settings.overclusters
      case .deepCluster(let settings): settings.overclusters
      case .teacherStudent(let settings): settings.overclusters
      }
    }
    set { setCounts(classes: classes, overclusters: newValue) }
  }

  private mutating func setCounts(classes: Int, overclusters: Int) {
    switch self {
    case .iic(var settings):
      (settings.classes, settings.overclusters) = (classes, overclusters)
      self = .iic(settings)
    case .kMeans(var settings):
      (settings.classes, settings.overclusters) = (classes, overclusters)
      self = .kMeans(settings)
    case .deepCluster(var settings):
      (settings.classes, settings.overclusters) = (classes, overclusters)
      self = .deepCluster(settings)
    case .teacherStudent(var settings):
      (settings.classes, settings.overclusters) = (classes, overclusters)
      self = .teacherStudent(settings)
    }
  }

  /// Chooses what suits whole images, of which there are fewer than pixels.
  mutating func useWholeImages() {
    switch self {
    case .iic(var settings):
      settings.radius = 0
      self = .iic(settings)
    case .kMeans(var settings):
      settings.features = .untrained
      settings.clustering = .ofLearnedFeatures
      settings.clustering.samples = Self.samplesOfImages
      self = .kMeans(settings)
    case .deepCluster(var settings):
      settings.balanced = true
      settings.pseudoLabels.samples = Self.samplesOfImages
      settings.pseudoLabels.components = 256
      settings.clustering.samples = Self.samplesOfImages
      self = .deepCluster(settings)
    case .teacherStudent(var settings):
      settings.clustering.samples = Self.samplesOfImages
      self = .teacherStudent(settings)
    }
  }

  /// Chooses what suits the features of a pretrained network.
  mutating func useFeatures() {
    guard case .kMeans(var settings) = self else { return }
    settings.features = .trunk
    settings.clustering.scaling = .none
    settings.clustering.components = Self.componentsOfFeatures
    settings.clustering.samples = min(settings.clustering.samples, ClusteringSettings.ofLearnedFeatures.samples)
    self = .kMeans(settings)
  }

  private static let componentsOfFeatures = 64
  private static let samplesOfImages = 10_000

  /// The heads that the method wants of the network, the one of the classes first.
  public var heads: [HeadConfiguration] {
    switch self {
    case .iic(let settings): settings.heads
    case .kMeans: []
    case .deepCluster(let settings): [HeadConfiguration(DeepClusterSettings.head, clusters: settings.overclusters)]
    case .teacherStudent(let settings): [HeadConfiguration(TeacherStudentSettings.head, clusters: settings.prototypes)]
    }
  }

  /// The names of the maps that a trained model will have.
  public var mapNames: [String] {
    let names = [MapName.main] + (overclusters > 0 ? [MapName.overclustering] : [])
    if case .iic = self, overclusters > 0 { return names + [MapName.merged] }
    return names
  }

  /// Whether the method takes the features of a network that has learned as they are.
  public var needsWeights: Bool {
    if case .kMeans(let settings) = self { settings.features == .trunk } else { false }
  }

  /// Checks every range.
  /// - Parameter cropSize: side of the training crops, in pixels.
  /// - Throws: `SettingError`.
  func validate(cropSize: Int) throws {
    switch self {
    case .iic(let settings): try settings.validate(cropSize: cropSize)
    case .kMeans(let settings): try settings.validate(cropSize: cropSize)
    case .deepCluster(let settings): try settings.validate()
    case .teacherStudent(let settings): try settings.validate()
    }
  }
}

extension MethodSettings: Codable {
  private enum CodingKeys: String, CodingKey, CaseIterable {
    case iic
    case kMeans = "kmeans"
    case deepCluster = "deepcluster"
    case teacherStudent = "teacher-student"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    guard let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no method is named"))
    }
    switch key {
    case .iic: self = .iic(try container.decode(IICSettings.self, forKey: key))
    case .kMeans: self = .kMeans(try container.decode(KMeansSettings.self, forKey: key))
    case .deepCluster: self = .deepCluster(try container.decode(DeepClusterSettings.self, forKey: key))
    case .teacherStudent: self = .teacherStudent(try container.decode(TeacherStudentSettings.self, forKey: key))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .iic(let settings): try container.encode(settings, forKey: key)
    case .kMeans(let settings): try container.encode(settings, forKey: key)
    case .deepCluster(let settings): try container.encode(settings, forKey: key)
    case .teacherStudent(let settings): try container.encode(settings, forKey: key)
    }
  }
}
