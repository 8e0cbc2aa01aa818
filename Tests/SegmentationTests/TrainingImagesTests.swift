import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingImagesTests {
  static let context = ComputeContext(threads: 2)

  /// The texture of this number with the left part transparent; `columns` of 96.
  static func layered(_ index: Int, columns: Int, bands: Int = 4) throws -> Raster {
    let image = try Raster(contentsOf: Fixtures.url("textures/images/texture\(index).png"))
    return image.layered { place, values in
      Array(values.prefix(bands - 1)) + [place % 96 < columns ? 0 : 255]
    }
  }

  private static func write(_ images: [Raster], to folder: TemporaryFolder) throws -> [URL] {
    try images.enumerated().map { index, image in
      let url = folder.file("\(index).png")
      try image.write(to: url)
      return url
    }
  }

  private static func images(_ urls: [URL], _ input: InputConfiguration = .init()) throws -> TrainingImages {
    try TrainingImages(urls, input: input, context: context)
  }

  @Test func alphaIsNoChannelUnlessAsked() throws {
    let folder = try TemporaryFolder()
    let colours = try Self.write((0..<2).map { try Self.layered($0, columns: 40) }, to: folder)
    #expect(try Self.images(colours).channels == 3)
    var input = InputConfiguration()
    input.alpha = .band
    #expect(try Self.images(colours, input).channels == 4)
    input = InputConfiguration()
    input.channels = 4
    #expect(try Self.images(colours, input).channels == 4)
    let grey = try Self.write((0..<2).map { try Self.layered($0, columns: 40, bands: 2) }, to: folder)
    #expect(try Self.images(grey).channels == 1)
  }

  @Test func imagesWithoutDataAreFailuresByName() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write(
      [Self.layered(0, columns: 96), Self.layered(1, columns: 90)]
        + [Raster(width: 1, height: 1, bands: 4, values: [1, 2, 3, 0])], to: folder)
    let images = try Self.images(urls)
    #expect(images.count == 1 && images.urls == [urls[1]])
    #expect(images.failures.map(\.path) == [urls[0].path, urls[2].path])
    #expect(images.failures.allSatisfy { $0.reason == "every pixel is no-data" })
    let error = #expect(throws: SamplingError.self) { try Self.images([urls[0]]) }
    #expect(error?.description.contains("every pixel is no-data") == true)
  }

  @Test(arguments: [Int.max, 0])
  func pixelsWithoutDataAreNotInTheMaskOfABatch(memoryBudget: Int) throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write((0..<3).map { try Self.layered($0, columns: 10 * $0) }, to: folder)
    let images = try TrainingImages(urls, input: .init(), memoryBudget: memoryBudget, context: Self.context)
    // Crops of whole images.
    let sampler = PairSampler(images: images, configuration: PairSamplerTests.configuration())
    let batch = try sampler.batch(step: 0, context: Self.context)
    let (mask, validity) = (try #require(batch.mask).values, try #require(batch.validity).values)
    #expect(mask == validity)
    let rows = Set((0..<3).map { index in validity[index * 96 * 96..<index * 96 * 96 + 96].count { $0 == 0 } })
    #expect(rows == [0, 10, 20])
    // What is shown there is the middle of the range.
    let first = batch.first.values
    for place in validity.indices where validity[place] == 0 {
      if first[3 * place..<3 * place + 3].contains(where: { abs($0 - 0.5) > 0.01 }) {
        Issue.record("pixel \(place) is not neutral")
        break
      }
    }
  }

  @Test func labelsAndTransparencyBothLeavePixelsOut() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write([Self.layered(0, columns: 30)], to: folder)
    let pair = (
      first: ImageFolder.Item(url: urls[0], relativePath: ""),
      second: ImageFolder.Item(url: Fixtures.url("textures/labels/texture0.png"), relativePath: "")
    )
    let table = try ClassTable(yaml: "{classes: [{name: a, values: [0, 1]}], ignore: {values: [2, 255]}}", path: "a")
    let relevance = RelevanceMasks([pair], meaning: LabelMeaning(classes: table), context: Self.context)
    let images = try TrainingImages(urls, input: .init(), relevance: relevance, context: Self.context)
    let sampler = PairSampler(images: images, configuration: PairSamplerTests.configuration())
    let mask = try #require(try sampler.batch(step: 0, context: Self.context).mask).values
    let label = try LabelMap(contentsOf: pair.second.url)
    let expected = (0..<96 * 96).map { Float($0 % 96 < 30 || label.values[$0] == 2 ? 0 : 1) }
    #expect(Array(mask[..<(96 * 96)]) == expected && Set(expected).count == 2)
  }

  @Test func imagesInMemoryMayHaveNoDataToo() throws {
    let hidden = Raster(
      width: 32, height: 32, bands: 3, samples: .uint8(.init(repeating: 200, count: 3072)),
      validity: (0..<1024).map { $0 < 100 ? 0 : 1 })
    let images = try TrainingImages([hidden], channels: 0)
    let configuration = PairSamplerTests.configuration { $0.input.cropSize = 32 }
    let batch = try PairSampler(images: images, configuration: configuration).batch(step: 0, context: Self.context)
    #expect(batch.validity?.values[..<1024].count { $0 == 0 } == 100)
    #expect(batch.first.values[0] == Float(128) / 255)
  }

  @Test func cropsKeepToWhatHasData() throws {
    let folder = try TemporaryFolder()
    let urls = try Self.write([Self.layered(0, columns: 66)], to: folder)
    let sampler = PairSampler(
      images: try Self.images(urls), configuration: PairSamplerTests.configuration { $0.input.cropSize = 32 })
    for step in 0..<20 {
      let validity = try #require(try sampler.batch(step: step, context: Self.context).validity).values
      for pair in 0..<3 {
        let share = validity[pair * 1024..<(pair + 1) * 1024].reduce(0, +) / 1024
        #expect(share >= 0.4)
      }
    }
  }

  @Test func opaqueImagesTrainAsTheirColours() throws {
    let folder = try TemporaryFolder()
    let opaque = try Self.images(Self.write((0..<3).map { try Self.layered($0, columns: 0) }, to: folder))
    let plain = try Self.images((0..<3).map { Fixtures.url("textures/images/texture\($0).png") })
    let configuration = PairSamplerTests.configuration { $0.input.cropSize = 40 }
    let one = try PairSampler(images: opaque, configuration: configuration).batch(step: 1, context: Self.context)
    let other = try PairSampler(images: plain, configuration: configuration).batch(step: 1, context: Self.context)
    #expect(one.first.values == other.first.values && one.second.values == other.second.values)
    #expect(one.validity == nil && one.mask?.values == other.mask?.values)
  }

  @Test func whatIsHiddenDoesNotChangeTheWeights() throws {
    func weights(_ hidden: UInt8) throws -> [Float] {
      let folder = try TemporaryFolder()
      let images = try (0..<3).map { index in
        try Self.layered(index, columns: 50).layered { place, values in
          place % 96 < 50 ? [hidden, hidden, hidden, 0] : values
        }
      }
      var run = try TrainingRun(
        SmallRun.configuration(steps: 3), images: Self.images(Self.write(images, to: folder)),
        folder: RunFolder(folder.file("run")), resume: false, context: Self.context)
      try run.train()
      #expect(run.trainer.configuration.input.alpha == .mask && run.trainer.configuration.input.channels == 3)
      let maps = run.model.description.maps.map { "\($0)" }.joined()
      #expect(maps.contains("merged"))
      return run.trainer.state.parameters.values.values
    }
    #expect(try weights(0) == weights(201))
  }
}
