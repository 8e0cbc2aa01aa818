import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct BackboneFeaturesTests {
  static let context = ComputeContext(threads: 2)
  static let resNet = Fixtures.url("backbones/resnet-basic.safetensors").path
  static let transformer = Fixtures.url("backbones/dino-timm.safetensors").path

  static func features(
    of file: String = resNet, shorterSide: Int = 1000, describesImages: Bool = false,
    _ change: (inout BackboneSettings) -> Void = { _ in }
  ) throws -> BackboneFeatures {
    var settings = BackboneSettings()
    settings.file = file
    change(&settings)
    return try BackboneFeatures(settings, shorterSide: shorterSide, describesImages: describesImages)
  }

  static func pixels(height: Int = 64, width: Int = 96, seed: UInt64 = 3) -> Tensor {
    .normal([2, height, width, 3], seed: seed)
  }

  @Test func stagesLieSideBySideOnTheFinestGrid() throws {
    let features = try Self.features()
    let pixels = Self.pixels()
    let whole = features.features(pixels, context: Self.context).raw
    let reduction = features.geometry.reduction
    #expect(whole.shape == [2, 64 / reduction, 96 / reduction, features.channels])
    var first = 0
    for name in features.description.stages {
      let alone = try Self.features { $0.stages = [name] }.features(pixels, context: Self.context).raw
      let resized = BilinearResampling.forward(
        alone, height: whole.shape.height, width: whole.shape.width, context: Self.context)
      let count = alone.shape.channels
      let own = stride(from: first, to: whole.count, by: features.channels).flatMap { start -> [Float] in
        let place = start - first
        return (0..<count).map { whole.values[place + first + $0] }
      }
      #expect(own == resized.values, "stage \(name)")
      first += count
    }
    #expect(first == features.channels)
  }

  @Test func pixelsAreNormalisedAndEnlarged() throws {
    let plain = try Self.features()
    let normalization = plain.description.normalization
    let file = try BackboneFile(contentsOf: Self.resNet)
    let pixels = Self.pixels()
    var enlarged = BilinearResampling.forward(pixels, height: 128, width: 192, context: Self.context)
    enlarged.withUnsafeMutableBuffer { values in
      for index in values.indices {
        values[index] = (values[index] - normalization.mean[index % 3]) / normalization.deviation[index % 3]
      }
    }
    let expected = file.backbone.maps(enlarged, stages: [file.backbone.usualStages[0]], context: Self.context)[0]
    let features = try Self.features {
      $0.magnification = 2
      $0.stages = [file.backbone.stages[file.backbone.usualStages[0]].name]
    }
    expectClose(features.features(pixels, context: Self.context).raw, expected, absolute: 1e-4, relative: 1e-4)
    #expect(features.geometry.reduction * 2 == expected.geometryReduction(of: enlarged))
  }

  @Test func smallImagesAreEnlargedForConvolutionalNetworks() throws {
    #expect(try Self.features(shorterSide: 300).description.magnification == 2)
    #expect(try Self.features(shorterSide: 600).description.magnification == 1)
    #expect(try Self.features(of: Self.transformer, shorterSide: 300).description.magnification == 1)
    #expect(try Self.features(shorterSide: 600) { $0.magnification = 4 }.description.magnification == 4)
  }

  @Test func theMirroredImageIsAveraged() throws {
    let plain = try Self.features()
    let both = try Self.features { $0.mirrored = true }
    let pixels = Self.pixels()
    let map = both.features(pixels, context: Self.context).raw
    #expect(map.values != plain.features(pixels, context: Self.context).raw.values)
    // An image and its mirror image have mirrored features.
    let mirrored = both.features(pixels.mirrored, context: Self.context).raw
    expectClose(mirrored.mirrored, map, absolute: 1e-4, relative: 1e-4)
  }

  @Test func imagesAreDescribedAsAWhole() throws {
    for file in [Self.resNet, Self.transformer] {
      let features = try Self.features(of: file, describesImages: true)
      let pixels = Self.pixels(height: 64, width: 64)
      let rows = features.features(pixels, context: Self.context).raw
      #expect(rows.shape == [2, 1, 1, features.channels])
      #expect(!features.geometry.allowsTiles)
    }
  }

  @Test func settingsThatTheNetworkCannotFollowAreNamed() throws {
    let stage = try #require(throws: SettingError.self) { try Self.features { $0.stages = ["layer9"] } }
    #expect(stage.key == "backbone.stages" && stage.description.contains("layer4"))
    let factor = try #require(throws: SettingError.self) {
      try Self.features(of: Fixtures.url("backbones/dinov2-transformers.safetensors").path) { $0.magnification = 4 }
    }
    #expect(factor.key == "backbone.magnification")
  }
}

extension Tensor {
  /// The columns in reverse order.
  fileprivate var mirrored: Tensor {
    let (rows, columns, C) = (shape.batch * shape.height, shape.width, shape.channels)
    let source = values
    var result: [Float] = []
    for row in 0..<rows {
      for column in (0..<columns).reversed() {
        let place = (row * columns + column) * C
        result += source[place..<place + C]
      }
    }
    return Tensor(shape, values: result)
  }

  /// Pixels of an image for each place of this map of it.
  fileprivate func geometryReduction(of image: Tensor) -> Int { image.shape.height / shape.height }
}
