extension MethodSettings {
  /// The method that these settings are of.
  func make(for configuration: TrainingConfiguration) -> any LearningMethod {
    switch self {
    case .iic(let settings):
      IIC(
        settings, cropSize: configuration.input.cropSize, seed: configuration.seed,
        groupsImages: configuration.network.groupsImages)
    }
  }
}
