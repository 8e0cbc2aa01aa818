import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

/// What all methods that end with k-means have in common.
@Suite struct ClusteringMethodsTests {
  static let names = ["kmeans", "deepcluster", "teacher-student"]

  static func configuration(_ name: String, steps: Int = 6) throws -> TrainingConfiguration {
    var configuration = SmallRun.configuration(steps: steps)
    try configuration.choose(method: name)
    configuration.augmentation.quarterTurns = true
    switch configuration.method {
    case .iic: break
    case .kMeans(var settings):
      settings.clustering.samples = 2000
      configuration.method = .kMeans(settings)
    case .deepCluster(var settings):
      settings.interval = 2
      settings.pseudoLabels.samples = 2000
      settings.clustering.samples = 2000
      configuration.method = .deepCluster(settings)
    case .teacherStudent(var settings):
      settings.prototypes = 8
      settings.clustering.samples = 2000
      configuration.method = .teacherStudent(settings)
    }
    return configuration
  }

  @Test(arguments: names) func aResumedRunGivesTheBytesOfAnUninterruptedOne(_ name: String) throws {
    let folder = try TemporaryFolder()
    let configuration = try Self.configuration(name)
    let (whole, parts) = (RunFolder(folder.file("whole")), RunFolder(folder.file("parts")))
    try TrainingRunTests.train(configuration, in: whole.url)
    if name == "kmeans" {
      try TrainingRunTests.train(configuration, in: parts.url)
      try FileManager.default.removeItem(at: parts.model)
    } else {
      try TrainingRunTests.train(configuration, in: parts.url, stopAfter: 3)
      #expect(try Data(contentsOf: parts.model) != Data(contentsOf: whole.model))
    }
    try TrainingRunTests.train(configuration, in: parts.url, resume: true, threads: 1)
    #expect(try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
  }

  /// As after `kill -9` while pixels are drawn: only the checkpoint of the beginning is there.
  @Test(arguments: [KMeansSettings.Features.texture, .untrained])
  func kMeansIsTakenUpFromTheBeginning(_ features: KMeansSettings.Features) throws {
    let folder = try TemporaryFolder()
    var configuration = try Self.configuration("kmeans")
    guard case .kMeans(var settings) = configuration.method else { return }
    settings.features = features
    configuration.method = .kMeans(settings)
    let (whole, parts) = (RunFolder(folder.file("whole")), RunFolder(folder.file("parts")))
    try TrainingRunTests.train(configuration, in: whole.url)
    var run = try TrainingRun(
      configuration, images: SmallRun.images(), folder: parts, resume: false, context: TrainingRunTests.context)
    struct Killed: Error {}
    #expect(throws: Killed.self) {
      try run.train(report: { if case .clustering = $0 { throw Killed() } })
    }
    try FileManager.default.removeItem(at: parts.model)
    try TrainingRunTests.train(configuration, in: parts.url, resume: true, threads: 1)
    #expect(try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
    // A finished run that is resumed ends as it was.
    try TrainingRunTests.train(configuration, in: whole.url, resume: true)
    #expect(try Data(contentsOf: parts.model) == Data(contentsOf: whole.model))
  }

  @Test(arguments: names) func theModelIsReadAndSegments(_ name: String) throws {
    let folder = try TemporaryFolder()
    let run = try TrainingRunTests.train(Self.configuration(name, steps: 2), in: folder.file("run"))
    let model = try SegmentationModel(contentsOf: run.folder.url)
    #expect(model.description.method == name)
    #expect(model.description.maps.map(\.name) == ["main", "overclustering"])
    #expect(model.fingerprint == run.model.fingerprint)
    for (map, clusters) in [("main", 3), ("overclustering", 6)] {
      let segmenter = try Segmenter(model, map: map)
      #expect(segmenter.clusters == clusters)
      var random = RandomSource(seed: 2)
      let image = Raster(
        width: 37, height: 50, bands: 3, values: (0..<5550).map { _ in UInt8.random(in: 0...255, using: &random) })
      let mask = try segmenter.segment(image, context: TrainingRunTests.context)
      #expect(mask.values.count == 37 * 50 && Set(mask.values).count > 1)
      let classifier = model.description.maps.first { $0.name == map }.map(model.classifier)
      #expect(try #require((classifier as? NearestCentroid)?.variance) > 0)
    }
    // A copy gives the same bytes.
    let copy = folder.file("copy.safetensors")
    try model.write(to: copy)
    #expect(try Data(contentsOf: copy) == Data(contentsOf: run.folder.model))
  }

  @Test(arguments: names) func tensorsThatAreMissingOrDoNotFitAreNamed(_ name: String) throws {
    let folder = try TemporaryFolder()
    let run = try TrainingRunTests.train(Self.configuration(name, steps: 1), in: folder.file("run"))
    let whole = try SafetensorsFile(contentsOf: run.folder.model.path)
    for tensor in ["projection.weight", "projection.bias", "centroids.main", "centroids.overclustering"] {
      for change in [nil, Tensor([2, 2])] {
        var file = whole
        file.tensors[tensor] = change
        try file.write(to: run.folder.model.path)
        let error = #expect(throws: ModelError.self) { _ = try SegmentationModel(contentsOf: run.folder.url) }
        #expect(error?.path == run.folder.model.path)
      }
    }
  }

  @Test func aCheckpointOfAnotherMethodIsNamed() throws {
    let folder = try TemporaryFolder()
    let run = RunFolder(folder.file("run"))
    try TrainingRunTests.train(Self.configuration("teacher-student", steps: 2), in: run.url)
    #expect(throws: TrainingError.self) {
      try TrainingRunTests.train(Self.configuration("deepcluster", steps: 4), in: run.url, resume: true)
    }
  }

  @Test func moreClustersThanPixelsAreRefused() throws {
    let folder = try TemporaryFolder()
    var configuration = try Self.configuration("kmeans")
    configuration.method.overclusters = 60_000
    #expect(throws: SettingError.self) { try TrainingRunTests.train(configuration, in: folder.file("run")) }
  }

  @Test func anImageOfOneColourIsWarnedOf() throws {
    let folder = try TemporaryFolder()
    let context = TrainingRunTests.context
    let images = try TrainingImages(
      [Raster(width: 40, height: 40, bands: 3, values: [UInt8](repeating: 9, count: 4800))], channels: 0)
    var run = try TrainingRun(
      Self.configuration("kmeans"), images: images, folder: RunFolder(folder.file("run")), resume: false,
      context: context)
    var warnings: [String] = []
    try run.train(report: { if case .warning(let text) = $0 { warnings.append(text) } })
    #expect(warnings.count == 1 && warnings.first?.contains("fewer kinds of pixels than clusters") == true)
  }

  @Test func whatTheTrainedTrunkSaysCanBeClustered() throws {
    let folder = try TemporaryFolder()
    let trained = try TrainingRunTests.train(SmallRun.configuration(steps: 3), in: folder.file("run"))
    var configuration = try Self.configuration("kmeans")
    guard case .kMeans(var settings) = configuration.method else { return }
    settings.features = .trunk
    configuration.method = .kMeans(settings)
    try configuration.useNetwork(of: trained.model, path: "run")
    var run = try TrainingRun(
      configuration, images: SmallRun.images(TrainingRunTests.context), folder: RunFolder(folder.file("clusters")),
      weights: trained.model, resume: false, context: TrainingRunTests.context)
    try run.train()
    let (own, given) = (run.model.state.parameters, trained.model.state.parameters)
    for entry in own.layout.entries {
      let same = given.layout.entries.first { $0.name == entry.name }
      #expect(same.map { given[$0.slot].values } == own[entry.slot].values)
    }
    #expect(run.model.state.statistics.values.values == trained.model.state.statistics.values.values)
  }

  @Test func aModelOfPixelsHasNoWeightsToBeginWith() throws {
    let folder = try TemporaryFolder()
    let run = try TrainingRunTests.train(Self.configuration("kmeans"), in: folder.file("run"))
    var configuration = SmallRun.configuration(steps: 1)
    #expect(throws: ModelError.self) { try configuration.useNetwork(of: run.model, path: "run") }
  }

  @Test func clusteringsTellHowMuchTheyChange() throws {
    let folder = try TemporaryFolder()
    let run = try TrainingRunTests.train(Self.configuration("deepcluster", steps: 6), in: folder.file("run"))
    let told = run.metrics.records.map { $0["nmi"] }
    #expect(told.enumerated().allSatisfy { ($0.element != nil) == [2, 4].contains($0.offset) }, "\(told)")
    #expect(told.compactMap { $0 }.allSatisfy { (0...1).contains($0) && $0 > 0.1 })
  }

  @Test func weightsDecayWhereThatIsAskedFor() throws {
    func length(_ decay: Float) throws -> Double {
      let folder = try TemporaryFolder()
      var configuration = try Self.configuration("deepcluster", steps: 5)
      configuration.optimization.method = .sgd
      configuration.optimization.learningRate = 0.05
      configuration.optimization.weightDecay = decay
      return try TrainingRunTests.train(configuration, in: folder.file("run")).trainer.state.parameters.norm
    }
    #expect(try length(0.3) < 0.97 * length(0))
  }
}
