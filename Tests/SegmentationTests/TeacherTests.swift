import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import TestSupport
import Testing

import Segmentation

struct TeacherTests {
  static let classes = ["dark", "bright", "absent"].enumerated().map {
    NamedClass(name: $1, values: [UInt16(10 * $0)])
  }

  /// Noise that is dark above a line and bright below, in three images, and models that have learned nothing.
  struct Scene {
    let folder: TemporaryFolder
    let items: [ImageFolder.Item]

    init(images: Int = 3, isRGBA: Bool = false) throws {
      folder = try TemporaryFolder()
      for index in 0..<images {
        var random = RandomSource(seed: UInt64(index))
        let bands = isRGBA ? 4 : 3
        var values: [UInt8] = []
        for y in 0..<90 {
          for x in 0..<70 {
            let level: Float = y < 30 + 10 * index ? 60 : 180
            for _ in 0..<3 { values.append(UInt8(level + 50 * random.uniform())) }
            // The right half has no data.
            if isRGBA { values.append(x < 35 ? 255 : 0) }
          }
        }
        try Self.add("images/\(index).png", to: folder, Raster(width: 70, height: 90, bands: bands, values: values))
      }
      items = try ImageFolder([folder.url.appending(path: "images").path]).items
    }

    private static func add(_ name: String, to folder: TemporaryFolder, _ image: Raster) throws {
      let url = folder.url.appending(path: name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try image.write(to: url)
    }

    static func truth(_ index: Int) -> LabelMap {
      LabelMap(width: 70, height: 90, values: (0..<70 * 90).map { $0 / 70 < 30 + 10 * index ? 0 : 1 })
    }

    /// The first images with labels, of which `isLabelled` keeps some.
    func labelled(
      _ count: Int, width: Int = 70, where isLabelled: (_ x: Int, _ y: Int) -> Bool = { _, _ in true }
    ) throws -> [Teacher.LabelledImage] {
      try (0..<count).map { index in
        let values = Self.truth(index).values.enumerated().map { place, label in
          isLabelled(place % 70, place / 70) ? UInt8(label) : Label.noneByte
        }
        let name = "labels/\(index).png"
        try Self.add(name, to: folder, Raster(width: width, height: values.count / width, bands: 1, values: values))
        return Teacher.LabelledImage(
          image: items[index], labels: .file(folder.url.appending(path: name), .numbered))
      }
    }

    func teach(
      _ labelled: [Teacher.LabelledImage], threads: Int = 2, _ change: (inout TeachingSettings) -> Void = { _ in }
    ) throws -> Teacher.Outcome {
      var settings = TeachingSettings()
      settings.smoothingRadius = 0
      change(&settings)
      return try Teacher(SegmenterTests.model(), settings: settings)
        .teach(items, labelled: labelled, classes: TeacherTests.classes, parallel: Parallel(threads: threads))
    }
  }

  private static func labels(_ model: SegmentationModel, _ scene: Scene, _ index: Int, tileSide: Int = 512) throws
    -> LabelMap
  {
    try Segmenter(model, tileSide: tileSide).segment(
      Raster(contentsOf: scene.items[index].url), context: ComputeContext(threads: 1))
  }

  private static func accuracy(_ model: SegmentationModel, _ scene: Scene, _ index: Int) throws -> Double {
    let found = try labels(model, scene, index)
    let right = zip(found.values, Scene.truth(index).values).count { $0 == $1 }
    return Double(right) / Double(found.values.count)
  }

  @Test(arguments: [1, 2]) func classesAreFoundInAnImageWithoutLabels(_ labelled: Int) throws {
    let scene = try Scene()
    let outcome = try scene.teach(scene.labelled(labelled))
    #expect(try Self.accuracy(outcome.model, scene, 2) > 0.97)
    #expect(outcome.missing.map(\.name) == ["absent"] && outcome.failures.isEmpty)
    let teaching = try #require(outcome.model.description.teaching)
    #expect(teaching.taught == [0, 1] && teaching.images == labelled && teaching.pixels == 3000 * labelled)
    let estimate = try #require(teaching.estimate)
    #expect(estimate.pixelAccuracy > 0.9 && estimate.isBetweenImages == (labelled > 1))
    let naming = try Segmenter(outcome.model).naming
    #expect(naming.kind == .classes && naming.classes == Self.classes && naming.classOfCluster == [0, 1])
  }

  @Test(arguments: FeatureKind.allCases) func eachKindOfFeaturesIsWrittenReadAndCutIntoTiles(_ kind: FeatureKind) throws
  {
    let scene = try Scene()
    let model = try scene.teach(scene.labelled(2)) { $0.features = [kind] }.model
    let url = scene.folder.url.appending(path: "model.safetensors")
    try model.write(to: url)
    let read = try SegmentationModel(contentsOf: url)
    #expect(read.description == model.description && read.fingerprint == model.fingerprint)
    let whole = try Self.labels(model, scene, 2)
    #expect(try Self.labels(read, scene, 2) == whole)
    let tiled = try Self.labels(read, scene, 2, tileSide: 32)
    #expect(zip(whole.values, tiled.values).count { $0 != $1 } < whole.values.count / 500)
  }

  @Test func aSeedGivesTheSameModelOnAnyNumberOfThreads() throws {
    let scene = try Scene()
    let labelled = try scene.labelled(2)
    let first = try scene.teach(labelled, threads: 1).model
    #expect(try scene.teach(labelled, threads: 2).model.fingerprint == first.fingerprint)
    #expect(try scene.teach(labelled) { $0.seed = 1 }.model.fingerprint != first.fingerprint)
  }

  @Test func allPixelsOfScribblesAreUsed() throws {
    let scene = try Scene()
    let outcome = try scene.teach(scene.labelled(3) { x, y in x == 20 && y % 2 == 0 })
    #expect(outcome.model.description.teaching?.pixels == 3 * 45)
    #expect(try Self.accuracy(outcome.model, scene, 0) > 0.95)
  }

  @Test func theStrokesOfAPageTeach() throws {
    let scene = try Scene()
    func stroke(_ number: Int, _ rows: (Double, Double)) -> Scribbles.Stroke {
      Scribbles.Stroke(
        image: scene.items[1].relativePath, width: 70, height: 90, classNumber: number, radius: 2,
        points: [SIMD2(2, rows.0), SIMD2(67, rows.1)])
    }
    let scribbles = Scribbles(classes: Self.classes, strokes: [stroke(0, (2, 34)), stroke(1, (46, 87))])
    let outcome = try scene.teach([
      Teacher.LabelledImage(image: scene.items[1], labels: .scribbles(scribbles, path: "names.json"))
    ])
    // The strokes show neither the border between the classes nor the edges of the image.
    let (found, truth) = (try Self.labels(outcome.model, scene, 2), Scene.truth(2))
    for y in 4..<86 where abs(y - 50) > 8 {
      for x in 4..<66 { #expect(found[x, y] == truth[x, y], "at \(x), \(y)") }
    }
  }

  @Test func labelsOfOneClassOrOfNothingAreRefused() throws {
    let scene = try Scene()
    #expect(throws: TeachingError.oneClass("bright")) { try scene.teach(scene.labelled(1) { $1 > 60 }) }
    #expect(throws: TeachingError.nothing) { try scene.teach(scene.labelled(1) { _, _ in false }) }
  }

  @Test func pixelsWithoutDataTeachNothing() throws {
    let scene = try Scene(isRGBA: true)
    let outcome = try scene.teach(scene.labelled(2) { x, _ in x % 35 == 20 })
    #expect(outcome.pixelsWithoutData == 2 * 90 && outcome.model.description.teaching?.pixels == 2 * 90)
    #expect(throws: TeachingError.onlyWithoutData(90)) { try scene.teach(scene.labelled(1) { x, _ in x == 50 }) }
  }

  @Test func labelsOfAnotherSizeAreAFailure() throws {
    let scene = try Scene()
    let wrong = try scene.labelled(1, width: 63)
    #expect(throws: DatasetError.self) { try scene.teach(wrong) }
    let good = try Array(scene.labelled(2).dropFirst())
    _ = try scene.labelled(1, width: 63)
    let outcome = try scene.teach(wrong + good)
    #expect(outcome.failures.count == 1 && outcome.model.description.teaching?.images == 1)
  }

  @Test func balancedWeightsAndEstimatedSharesChangeTheBiases() throws {
    let scene = try Scene()
    let labelled = try scene.labelled(2) { x, y in y < 4 || (y > 70 && x < 2) }
    let plain = try scene.teach(labelled).model
    let balanced = try scene.teach(labelled) { $0.classWeights = .balanced }.model
    let estimated = try scene.teach(labelled) { $0.prior = .estimated }.model
    #expect(Set([plain, balanced, estimated].map(\.fingerprint)).count == 3)
    #expect(try Self.accuracy(estimated, scene, 2) > 0.9)
  }

  @Test(arguments: [1, 2]) func aModelWithoutNetworkIsTaught(_ labelled: Int) throws {
    let scene = try Scene()
    var input = InputConfiguration()
    input.channels = 3
    input.sobel = false
    let model = SegmentationModel(
      ModelDescription(
        method: "test", input: input, features: .pixels(PixelFeatures(bands: 3, radius: 2)),
        maps: [ClusterMap("main", .nearestCentroid("centroids"))]),
      centroids: ["centroids": Tensor([2, 9])])
    let taught = try Teacher(model, settings: TeachingSettings())
      .teach(scene.items, labelled: scene.labelled(labelled), classes: Self.classes, parallel: Parallel(threads: 2))
      .model
    let url = scene.folder.url.appending(path: "pixels.safetensors")
    try taught.write(to: url)
    #expect(try Self.accuracy(SegmentationModel(contentsOf: url), scene, 2) > 0.97)
  }

  @Test func settingsThatTheModelCannotFollowAreRefused() throws {
    var settings = TeachingSettings()
    settings.penalty = -1
    #expect(throws: SettingError.self) { try Teacher(SegmenterTests.model(), settings: settings) }
    settings.penalty = nil
    settings.features = [.layers]
    let pixels = SegmentationModel(
      ModelDescription(
        method: "test", input: InputConfiguration(), features: .pixels(PixelFeatures(bands: 3)),
        maps: [ClusterMap("main", .nearestCentroid("centroids"))]),
      centroids: ["centroids": Tensor([2, 3])])
    #expect(throws: SettingError.self) { try Teacher(pixels, settings: settings) }
  }
}
