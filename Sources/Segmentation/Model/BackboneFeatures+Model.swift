import Basics
import Foundation
import NeuralNet

extension BackboneFeatures {
  /// The features of a model: of the file that it was made with, or of one of the same name beside the model.
  /// - Parameter model: the path of the model file.
  /// - Throws: ``ModelError`` where the weights are not there, or are others; what reading them throws.
  init(_ description: BackboneDescription, ofModelAt model: String) throws {
    let name = URL(filePath: description.file).lastPathComponent
    let beside = URL(filePath: model).deletingLastPathComponent().appending(path: name).path
    guard let path = [beside, description.file].first(where: { FileIdentity.kind(URL(filePath: $0)) == .file }) else {
      throw ModelError(
        path: model,
        reason: "its features come from the weights \(description.file), which are not there; put them beside the model"
      )
    }
    let file = try BackboneFile(contentsOf: path)
    guard file.fingerprint == description.fingerprint else {
      throw ModelError(
        path: model,
        reason:
          "its features come from other weights than those of \(path): their fingerprint is \(file.fingerprint), not "
          + "\(description.fingerprint); put the weights that it was made with beside the model")
    }
    guard Self.fits(description, file.backbone) else {
      throw ModelError(path: model, reason: "its description does not fit \(file.backbone.name)")
    }
    self.init(file.backbone, description)
  }

  private static func fits(_ description: BackboneDescription, _ backbone: any Backbone) -> Bool {
    let stages = backbone.stages.filter { description.stages.contains($0.name) }
    let channels = description.describesImages ? backbone.imageChannels : stages.reduce(0) { $0 + $1.channels }
    let factor = description.magnification
    let normalization = description.normalization
    return !stages.isEmpty && stages.map(\.name) == description.stages && channels == description.channels
      && (1...4).contains(factor)
      && stages.allSatisfy { $0.geometry.allowsEnlarging(by: factor) }
      && [normalization.mean, normalization.deviation].allSatisfy { $0.count == 1 || $0.count == backbone.bands }
  }
}
