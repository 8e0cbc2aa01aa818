extension MethodSettings {
  /// The method that these settings are of.
  func make(for configuration: TrainingConfiguration) -> any LearningMethod {
    switch self {
    case .iic(let settings):
      IIC(settings, cropSize: configuration.input.cropSize, seed: configuration.seed)
    case .kMeans(let settings):
      KMeansClustering(settings, bands: configuration.input.channels, seed: configuration.seed)
    case .deepCluster(let settings): DeepCluster(settings, seed: configuration.seed)
    case .teacherStudent(let settings): TeacherStudent(settings, seed: configuration.seed)
    }
  }
}
