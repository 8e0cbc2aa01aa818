extension MethodSettings {
  /// The method that these settings are of.
  func make(for configuration: TrainingConfiguration) -> any LearningMethod {
    switch self {
    case .iic(let settings):
      IIC(
        settings, cropSize: configuration.input.cropSize, seed: configuration.seed,
        groupsImages: configuration.network.groupsImages)
    case .kMeans(let settings):
      KMeansClustering(settings, bands: configuration.input.channels, seed: configuration.seed)
    case .deepCluster(let settings): DeepCluster(settings, seed: configuration.seed)
    case .teacherStudent(let settings): TeacherStudent(settings, seed: configuration.seed)
    }
  }

  /// The features of pixels that the method clusters; nil where it has a network.
  /// - Parameter bands: channels of the images.
  func pixelFeatures(bands: Int) -> PixelFeatures? {
    if case .kMeans(let settings) = self { settings.pixelFeatures(bands: bands) } else { nil }
  }
}

extension KMeansSettings {
  /// The features where they are those of pixels, not of a network.
  func pixelFeatures(bands: Int) -> PixelFeatures? {
    switch features {
    case .colour: PixelFeatures(bands: bands)
    case .texture: PixelFeatures(bands: bands, radius: radius)
    case .untrained, .trunk: nil
    }
  }
}
