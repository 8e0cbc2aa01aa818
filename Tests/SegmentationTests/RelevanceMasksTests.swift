import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct RelevanceMasksTests {
  static let context = ComputeContext(threads: 2)

  /// Images 0 and 1 with labels whose class 2 is ignored, and image 2 without a label.
  private static func masks(of images: [URL]) throws -> RelevanceMasks {
    let table = try ClassTable(
      yaml: "{classes: [{name: a, values: [0, 1]}], ignore: {values: [2, 255]}}", path: "classes")
    let pairs = images.prefix(2).enumerated().map { index, url in
      (
        first: ImageFolder.Item(url: url, relativePath: ""),
        second: ImageFolder.Item(url: Fixtures.url("textures/labels/texture\(index).png"), relativePath: "")
      )
    }
    return RelevanceMasks(pairs, meaning: LabelMeaning(classes: table), context: context)
  }

  private static func input(scale: Float) -> InputConfiguration {
    var input = InputConfiguration()
    input.channels = 3
    input.scale = scale
    return input
  }

  private static let images = (0..<3).map { Fixtures.url("textures/images/texture\($0).png") }

  @Test func pixelsThatTheLabelsIgnoreHaveNoWeight() throws {
    // Crops of the whole image, twice as large and half as large, so that weights are those of the nearest pixels.
    for scale in [Float(1), 2] {
      let configuration = PairSamplerTests.configuration { $0.input.cropSize = scale == 1 ? 96 : 192 }
      let images = try TrainingImages(
        Self.images, input: Self.input(scale: scale), relevance: Self.masks(of: Self.images), context: Self.context)
      let sampler = PairSampler(images: images, configuration: configuration)
      let batch = try sampler.batch(step: 0, context: Self.context)
      let mask = try #require(batch.mask).values
      let size = configuration.input.cropSize
      var expected = Set<[Float]>()
      for index in 0..<2 {
        let label = try LabelMap(contentsOf: Fixtures.url("textures/labels/texture\(index).png"))
        expected.insert(
          (0..<size * size).map { place in
            let (y, x) = (place / size * 96 / size, place % size * 96 / size)
            return label[x, y] == 2 ? 0 : 1
          })
      }
      expected.insert([Float](repeating: 1, count: size * size))
      let found = Set((0..<3).map { Array(mask[$0 * size * size..<($0 + 1) * size * size]) })
      #expect(found == expected)
    }
  }

  @Test func clustersAreOfPixelsThatCount() throws {
    let folder = try TemporaryFolder()
    let side = 64
    // The right half, which labels ignore, has a colour of its own.
    let values = (0..<side * side).flatMap { place -> [UInt8] in
      place % side < side / 2 ? [place % 2 == 0 ? 20 : 90, 30, 40] : [250, 250, 250]
    }
    let image = folder.file("image.png")
    try Raster(width: side, height: side, bands: 3, values: values).write(to: image)
    let label = folder.file("label.png")
    try LabelMap(width: side, height: side, values: (0..<side * side).map { $0 % side < side / 2 ? 0 : 255 })
      .write(to: label, palette: nil)
    let masks = RelevanceMasks(
      [
        (
          first: ImageFolder.Item(url: image, relativePath: ""), second: ImageFolder.Item(url: label, relativePath: "")
        )
      ], context: Self.context)
    for isMasked in [false, true] {
      var configuration = try ClusteringMethodsTests.configuration("kmeans")
      configuration.input.channels = 3
      guard case .kMeans(var settings) = configuration.method else { return }
      (settings.features, settings.clustering.scaling) = (.colour, .none)
      configuration.method = .kMeans(settings)
      configuration.method.classes = 3
      configuration.method.overclusters = 0
      let images = try TrainingImages(
        [image], input: configuration.input, relevance: isMasked ? masks : nil, context: Self.context)
      var run = try TrainingRun(
        configuration, images: images, folder: RunFolder(folder.file("run \(isMasked)")), resume: false,
        context: Self.context)
      try run.train()
      let centroids = try #require(run.model.centroids["centroids.main"]).values
      let spread = try #require(centroids.max()) - (try #require(centroids.min()))
      #expect(isMasked ? spread < 0.4 : spread > 0.6)
    }
  }

  @Test func cropsKeepToPixelsThatCount() throws {
    let configuration = PairSamplerTests.configuration { $0.input.cropSize = 8 }
    let urls = Array(Self.images.prefix(2))
    let images = try TrainingImages(
      urls, input: Self.input(scale: 1), relevance: Self.masks(of: urls), context: Self.context)
    let sampler = PairSampler(images: images, configuration: configuration)
    for step in 0..<20 {
      let mask = try #require(try sampler.batch(step: step, context: Self.context).mask).values
      for crop in 0..<3 { #expect(mask[crop * 64..<(crop + 1) * 64].contains(1)) }
    }
  }

  @Test func imagesThatLabelsDoNotFitAreLeftOutByName() throws {
    let label = Fixtures.url("textures/labels/texture0.png")
    let nothing = try ClassTable(yaml: "{classes: [{name: a, values: [7]}], ignore: {values: [0, 1, 2]}}", path: "c")
    let pair = { (image: String, label: URL) in
      (
        first: ImageFolder.Item(url: Fixtures.url(image), relativePath: ""),
        second: ImageFolder.Item(url: label, relativePath: "")
      )
    }
    let masks = RelevanceMasks(
      [
        pair("textures/images/texture0.png", label), pair("images/rgb8.png", label),
        pair("textures/images/texture1.png", Fixtures.url("absent.png")),
      ], meaning: LabelMeaning(classes: nothing), context: Self.context)
    #expect(masks.failures.count == 3 && masks.unusable.count == 3)
    #expect(masks.failures[0].reason.contains("ignores every pixel"))
    #expect(masks.failures[1].reason.contains("96 x 96") && masks.failures[2].reason.contains("absent.png"))
    #expect(throws: SamplingError.self) {
      try TrainingImages(
        [Fixtures.url("textures/images/texture0.png")], input: Self.input(scale: 1), relevance: masks,
        context: Self.context)
    }
  }
}
