import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// Models whose features are those of a pretrained network.
@Suite struct PretrainedModelTests {
  static let context = ComputeContext(threads: 2)

  /// A configuration with a copy of the weights in `folder`.
  static func configuration(
    _ method: String, weights: String = "resnet-basic.safetensors", in folder: TemporaryFolder, steps: Int = 4
  ) throws -> TrainingConfiguration {
    let file = folder.file(weights)
    if FileIdentity.kind(file) == nil {
      try FileManager.default.copyItem(at: Fixtures.url("backbones/\(weights)"), to: file)
    }
    var configuration = try ClusteringMethodsTests.configuration(method, steps: steps)
    try configuration.useFeatures(of: file.path)
    configuration.input.cropSize = 64
    configuration.backbone.magnification = 1
    configuration.augmentation.quarterTurns = false
    return configuration
  }

  static func image(width: Int, height: Int) -> Raster {
    var random = RandomSource(seed: 5)
    let cells = (0..<(width / 16 + 1) * (height / 16 + 1) * 3).map { _ in Int.random(in: 0...200, using: &random) }
    let values = (0..<height * width * 3).map { index in
      let (x, y, c) = (index / 3 % width, index / 3 / width, index % 3)
      return UInt8(cells[((y / 16) * (width / 16 + 1) + x / 16) * 3 + c] + Int.random(in: 0...40, using: &random))
    }
    return Raster(width: width, height: height, bands: 3, values: values)
  }

  @Test(arguments: ["kmeans", "iic", "deepcluster", "teacher-student"], ["resnet-basic", "dino-timm"])
  func everyMethodLearnsOnFeatures(_ method: String, _ weights: String) throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration(method, weights: weights + ".safetensors", in: folder)
    let run = try TrainingRunTests.train(configuration, in: folder.file("run"))
    let model = try SegmentationModel(contentsOf: run.folder.url)
    #expect(model.fingerprint == run.model.fingerprint)
    #expect(model.description.pretrained == run.model.description.pretrained)
    let mask = try Segmenter(model).segment(Self.image(width: 75, height: 50), context: Self.context)
    #expect(mask.values.count == 75 * 50)
    let again = try TrainingRunTests.train(configuration, in: folder.file("again"), threads: 1)
    #expect(try Data(contentsOf: again.folder.model) == Data(contentsOf: run.folder.model))
  }

  @Test func aResumedRunGivesTheBytesOfAnUninterruptedOne() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("iic", in: folder)
    let (whole, parts) = (RunFolder(folder.file("whole")), RunFolder(folder.file("parts")))
    try TrainingRunTests.train(configuration, in: whole.url)
    try TrainingRunTests.train(configuration, in: parts.url, stopAfter: 2)
    try TrainingRunTests.train(configuration, in: parts.url, resume: true, threads: 1)
    #expect(try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
  }

  @Test func tilesGiveTheMasksOfTheWholeImage() throws {
    let folder = try TemporaryFolder()
    for weights in ["resnet-basic", "lite-pytorch"] {
      let configuration = try Self.configuration("kmeans", weights: weights + ".safetensors", in: folder)
      let model = try TrainingRunTests.train(configuration, in: folder.file(weights)).model
      // Wide enough that tiles in the middle do not see all of it.
      let image = Self.image(width: 900, height: 500)
      let whole = try Segmenter(model, tileSide: 4096).segment(image, context: Self.context)
      let tiles = try Segmenter(model, tileSide: 64).segment(image, context: Self.context)
      let different = zip(whole.values, tiles.values).count { $0 != $1 }
      // A pixel between two clusters may change with the last digit of its features.
      #expect(different <= 5, "\(different) pixels differ with \(weights)")
    }
  }

  @Test func theWeightsAreFoundBesideTheModelAndNamedWhereTheyAreNot() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("kmeans", in: folder)
    let run = try TrainingRunTests.train(configuration, in: folder.file("run"))
    let weights = folder.file("resnet-basic.safetensors")
    let beside = run.folder.url.appending(path: "resnet-basic.safetensors")
    try FileManager.default.moveItem(at: weights, to: beside)
    #expect(try SegmentationModel(contentsOf: run.folder.url).fingerprint == run.model.fingerprint)

    try FileManager.default.removeItem(at: beside)
    let missing = try #require(throws: ModelError.self) { try SegmentationModel(contentsOf: run.folder.url) }
    #expect(missing.reason.contains(weights.path) && missing.reason.contains("beside the model"))

    try FileManager.default.copyItem(at: Fixtures.url("backbones/lite-pytorch.safetensors"), to: beside)
    let other = try #require(throws: ModelError.self) { try SegmentationModel(contentsOf: run.folder.url) }
    #expect(other.reason.contains(beside.path) && other.reason.contains("fingerprint"))
  }

  @Test func aDescriptionThatDoesNotFitItsWeightsIsAnError() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("kmeans", in: folder)
    let run = try TrainingRunTests.train(configuration, in: folder.file("run"))
    let whole = try SafetensorsFile(contentsOf: run.folder.model.path)
    let text = try #require(whole.metadata["description"])
    for (old, new) in [
      (#""stages":["#, #""stages":["layer9","#), (#""magnification":1"#, #""magnification":3"#),
      (#""magnification":1"#, #""magnification":0"#), (#""describesImages":false"#, #""describesImages":true"#),
      (#""deviation":["#, #""deviation":[1,1,1,"#), (#""channels":3"#, #""channels":4"#),
    ] {
      #expect(text.contains(old))
      var file = whole
      file.metadata["description"] = text.replacing(old, with: new, maxReplacements: 1)
      try file.write(to: run.folder.model.path)
      #expect(throws: ModelError.self, "\(new)") { try SegmentationModel(contentsOf: run.folder.url) }
    }
  }

  @Test func imagesOfOtherBandsAreRefused() throws {
    let folder = try TemporaryFolder()
    var configuration = try Self.configuration("kmeans", in: folder)
    configuration.input.channels = 1
    let error = try #require(throws: BackboneError.self) {
      try TrainingRun(
        configuration, images: TrainingImages([Self.image(width: 80, height: 80)], channels: 1),
        folder: RunFolder(folder.file("run")), resume: false, context: Self.context)
    }
    #expect(error.reason.contains("3 bands") && error.reason.contains("input.channels"))
  }

  @Test func viewsThatAreKeptAreSeenAgain() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("iic", in: folder)
    let features = try BackboneFeatures(configuration.backbone, shorterSide: 1000)
    let views = folder.file("views")
    let images = try SmallRun.images()
    let fresh = PairSampler(images: images, configuration: configuration, pretrained: features)
    let kept = PairSampler(images: images, configuration: configuration, pretrained: features, folder: views)
    // The first look writes them, the second reads them, and so do the steps after the last that is kept.
    let count = 256
    for step in [1, 1, count + 1] {
      let (batch, expected) = (
        try kept.batch(step: step, context: Self.context), try fresh.batch(step: 1, context: Self.context)
      )
      #expect(batch.first.values == expected.first.values && batch.second.values == expected.second.values)
      #expect(batch.maps == expected.maps && batch.mask?.values == expected.mask?.values)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: views.path) == ["1.safetensors"])
    #expect(
      try fresh.batch(step: count + 1, context: Self.context).first.values
        != fresh.batch(step: 1, context: Self.context).first.values)
  }

  @Test func viewsOfOtherSettingsAreNotTakenUp() throws {
    let folder = try TemporaryFolder()
    var configuration = try Self.configuration("iic", in: folder)
    let (kept, fresh) = (folder.file("kept"), folder.file("fresh"))
    for url in [kept, fresh] {
      try TrainingRunTests.train(configuration, in: url, stopAfter: 2)
      if url == fresh { try FileManager.default.removeItem(at: RunFolder(url).views) }
    }
    configuration.augmentation.rotation += 15
    configuration.seed += 1
    for url in [kept, fresh] { try TrainingRunTests.train(configuration, in: url, resume: true) }
    #expect(try Data(contentsOf: RunFolder(kept).model) == Data(contentsOf: RunFolder(fresh).model))
  }

  @Test func aTrainingWithoutTheFeaturesOfItsNetworkIsRefused() throws {
    let folder = try TemporaryFolder()
    let run = try TrainingRunTests.train(try Self.configuration("iic", in: folder), in: folder.file("run"))
    var configuration = SmallRun.configuration()
    let error = #expect(throws: ModelError.self) { try configuration.useNetwork(of: run.model, path: "run") }
    #expect(error?.reason.contains("same file of weights") == true)
  }

  @Test func aTrainingLeavesNoViewsBehind() throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration("iic", in: folder)
    let run = RunFolder(folder.file("run"))
    try TrainingRunTests.train(configuration, in: run.url, stopAfter: 2)
    #expect(FileIdentity.kind(run.views) == .folder)
    try TrainingRunTests.train(configuration, in: run.url, resume: true)
    #expect(FileIdentity.kind(run.views) == nil)
  }

  @Test func cropsFitTheNetworkAndTheImages() throws {
    let folder = try TemporaryFolder()
    var configuration = try Self.configuration("kmeans", weights: "dinov2-transformers.safetensors", in: folder)
    configuration.input.cropSize = 200
    let images = try TrainingImages([Self.image(width: 120, height: 90)], channels: 3)
    let run = try TrainingRun(
      configuration, images: images, folder: RunFolder(folder.file("run")), resume: false, context: Self.context)
    // The next multiple of patches of 7 pixels.
    #expect(run.trainer.configuration.input.cropSize == 91)
  }
}
