import Basics
import Foundation
import NeuralNet

extension BackboneFeatures {
  /// Shorter sides of images, in pixels, below which a convolutional network sees them enlarged.
  private static let smallImages = 512

  /// The features that a training is to use.
  /// - Parameters:
  ///   - shorterSide: the usual shorter side of the images, in pixels.
  ///   - describesImages: whether the features are one row for each image, in place of a map.
  /// - Throws: `SettingError` for settings that the network cannot follow; what reading the file throws.
  public init(_ settings: BackboneSettings, shorterSide: Int, describesImages: Bool = false) throws {
    let file = try BackboneFile(contentsOf: settings.file)
    let known = file.backbone.stages
    let names = settings.stages.isEmpty ? file.backbone.usualStages.map { known[$0].name } : settings.stages
    for name in names {
      try SettingCheck.require(
        known.contains { $0.name == name }, "backbone.stages", name,
        "among the stages of \(file.backbone.name): \(known.map(\.name).joined(separator: ", "))")
    }
    // In the order in which the network computes them.
    let stages = known.filter { names.contains($0.name) }
    let divides = { (factor: Int) in stages.allSatisfy { $0.geometry.allowsEnlarging(by: factor) } }
    if settings.magnification > 1 {
      try SettingCheck.require(
        divides(settings.magnification), "backbone.magnification", settings.magnification,
        "a divisor of the network's strides, which are \(stages.map { "\($0.geometry.reduction)" }.joined(separator: ", "))"
      )
    }
    let isFine = stages.contains { $0.geometry.reduction <= 4 }
    let magnification =
      settings.magnification > 0
      ? settings.magnification : !describesImages && isFine && shorterSide < Self.smallImages && divides(2) ? 2 : 1
    var description = BackboneDescription(
      file: URL(filePath: settings.file).standardizedFileURL.path, fingerprint: file.fingerprint,
      name: file.backbone.name, stages: stages.map(\.name), channels: stages.reduce(0) { $0 + $1.channels },
      magnification: magnification, mirrored: settings.mirrored, normalization: file.normalization,
      describesImages: describesImages)
    if describesImages { description.channels = file.backbone.imageChannels }
    self.init(file.backbone, description)
  }
}
