import Basics
import NeuralNet
import Segmentation
import Foundation
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
  static let path = "folder/config.yaml"

  static func decode(_ text: String) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(text, over: TrainingConfiguration(), path: path)
  }

  static func error(_ text: String) -> ConfigurationError? {
    let error = #expect(throws: ConfigurationError.self, "\(text)") { _ = try decode(text) }
    #expect(error?.description.hasPrefix(path + ":") == true)
    return error
  }

  @Test(arguments: (Preset.all + Preset.grouping).map(\.name)) func presetsSurviveARoundTrip(_ name: String) throws {
    let configuration = try Preset.named(name).configuration
    let text = try ConfigurationFile.encode(configuration)
    #expect(try Self.decode(text) == configuration)
    let folder = try TemporaryFolder()
    try Data(text.utf8).write(to: folder.file("config.yaml"))
    #expect(try TrainingConfiguration.load(folder.file("config.yaml").path) == configuration)
  }

  @Test func everySettingSurvivesARoundTrip() throws {
    var configuration = TrainingConfiguration()
    configuration.seed = .max
    configuration.network.trunk = [
      .convolution(channels: 3, dilation: 2, padding: 0), .pool, .convolution(channels: 5, kernel: 1),
    ]
    configuration.iic.entropyWeight = 1.0 / 3
    configuration.optimization.method = .sgd
    configuration.optimization.learningRate = 1e-7
    configuration.iic.begins = IICSettings.main
    configuration.optimization.schedule.shape = .steps
    configuration.optimization.schedule.milestones = [0.25, 0.5]
    configuration.augmentation.quarterTurns = true
    #expect(try Self.decode(ConfigurationFile.encode(configuration)) == configuration)
  }

  @Test func aFileNamesOnlyWhatDiffers() throws {
    var expected = TrainingConfiguration()
    expected.iic.radius = 3
    expected.optimization.learningRate = 0.5
    expected.network.trunk = [.convolution(channels: 8, dilation: 2), .pool]
    let text = """
      # A comment.
      loss: {radius: 3}
      optimization:
        learningRate: 0.5
      network:
        trunk:
          - {channels: 8, dilation: 2}
          - pool: 2
      """
    #expect(try Self.decode(text) == expected)
  }

  @Test func stagesOfEveryKindAreRead() throws {
    let text =
      "network: {trunk: [{channels: 8, kernel: 5}, {pool: 2}, {residual: 9, blocks: 3, stride: 2}, {end: flatten}]}"
    let read = try Self.decode(text)
    #expect(
      read.network.trunk == [
        .convolution(channels: 8, kernel: 5), .pool, .residual(channels: 9, blocks: 3, stride: 2), .flatten,
      ])
    let average = try Self.decode("network: {trunk: [{residual: 9}, {end: average}]}")
    #expect(average.network.trunk == [.residual(channels: 9, blocks: 2, stride: 1), .average])
    for configuration in [read, average] {
      #expect(try Self.decode(ConfigurationFile.encode(configuration)) == configuration)
    }
  }

  @Test(arguments: ["", "\n\n", "# nothing\n"]) func anEmptyFileChangesNothing(_ text: String) throws {
    #expect(try Self.decode(text) == TrainingConfiguration())
  }

  @Test func unknownKeysAreNamedWithTheKnownOnes() {
    guard case .unknownKey(_, "radius", let known) = Self.error("radius: 3") else {
      Issue.record("no unknown key radius")
      return
    }
    #expect(known.contains("method") && known.contains("seed"))
    guard case .unknownKey(_, "method.iic.radios", let current) = Self.error("method: {iic: {radios: 3}}") else {
      Issue.record("no unknown key method.iic.radios")
      return
    }
    #expect(current.contains("radius") && !current.contains("seed"))
    guard case .unknownKey(_, "loss.radios", let nested) = Self.error("loss: {radios: 3}") else {
      Issue.record("no unknown key loss.radios")
      return
    }
    #expect(nested.contains("radius") && !nested.contains("seed"))
    guard case .unknownKey(_, "optimization.schedule.warmup", _) = Self.error("optimization: {schedule: {warmup: 3}}")
    else {
      Issue.record("no unknown key optimization.schedule.warmup")
      return
    }
  }

  @Test(arguments: [
    ("method: {iic: {radius: many}}", "method.iic.radius"), ("method: 7", "method"),
    ("loss: {radius: many}", "loss.radius"), ("loss: {radius: 2.5}", "loss.radius"),
    ("loss: {radius: [1]}", "loss.radius"), ("loss: {radius: {a: 1}}", "loss.radius"), ("loss: 7", "loss"),
    ("seed: -1", "seed"), ("seed: 99999999999999999999999", "seed"), ("input: {sobel: 3}", "input.sobel"),
    ("optimization: {method: rmsprop}", "optimization.method"), ("network: {trunk: 5}", "network.trunk"),
    ("just words", "(the whole file)"), ("[1, 2]", "(the whole file)"),
  ]) func wrongTypesNameTheirKey(_ text: String, key: String) {
    guard case .wrongType(_, key, _) = Self.error(text) else {
      Issue.record("\(text) is no wrong type of \(key)")
      return
    }
  }

  @Test(arguments: [
    "{channels: 8, dilatoin: 2}", "{pool: 2, channels: 8}", "{pool: 3}", "{dilation: 2}", "{}", "8",
    "{channels: wide}", "{residual: 8, kernel: 3}", "{blocks: 2}", "{end: sum}", "{end: average, channels: 8}",
    "{pool: 2, end: flatten}",
  ]) func stagesThatAreNoneAreAnError(_ stage: String) {
    guard case .wrongType(_, let key, _) = Self.error("network: {trunk: [{channels: 8}, \(stage)]}") else {
      Issue.record("\(stage) is no wrong type")
      return
    }
    #expect(key.hasPrefix("network.trunk"))
  }

  @Test(arguments: ["loss: {radius: 3", "a: b: c", "\tseed: 1", "seed: 1\nseed: 2", "seed: *nowhere", "%", "\u{0}"])
  func whatIsNotYAMLIsAnError(_ text: String) {
    guard case .notYAML = Self.error(text) else {
      Issue.record("\(text) passes for YAML")
      return
    }
  }

  @Test func aMissingFileIsNamed() throws {
    let path = try TemporaryFolder().file("none.yaml").path
    let error = #expect(throws: FileAccessError.self) {
      _ = try TrainingConfiguration.load(path)
    }
    guard case .unreadable(path, _) = error else {
      Issue.record("\(String(describing: error)) does not name \(path)")
      return
    }
  }
}
