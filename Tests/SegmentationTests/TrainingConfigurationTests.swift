import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingConfigurationTests {
  @Test(arguments: (Preset.all + Preset.grouping).map(\.name)) func presetsAreValid(_ name: String) throws {
    #expect(throws: Never.self) { try Preset.named(name).configuration.validate() }
  }

  /// A setting out of its range, and the key that the error must name.
  struct Case: Sendable, CustomTestStringConvertible {
    let key: String
    let change: @Sendable (inout TrainingConfiguration) -> Void
    var testDescription: String { key }
    init(_ key: String, _ change: @escaping @Sendable (inout TrainingConfiguration) -> Void) {
      self.key = key
      self.change = change
    }
  }

  @Test(arguments: [
    Case("input.channels") { $0.input.channels = 5000 },
    Case("input.cropSize") { $0.input.cropSize = 15 },
    Case("input.cropSize") { $0.network.trunk = [.convolution(channels: 1)] + .init(repeating: .pool, count: 8) },
    Case("input.cropSize") { $0.network.trunk = [.convolution(channels: 1, dilation: 64, padding: 0)] },
    Case("input.scale") { $0.input.scale = .nan },
    Case("method.iic.classes") { $0.iic.classes = 1 },
    Case("method.iic.overclusters") { $0.iic.overclusters = 1 },
    Case("method.iic.subheads") { $0.iic.subheads = 0 },
    Case("network.headPadding") { $0.network.headPadding = -1 },
    Case("network.trunk") { $0.network.trunk = [] },
    Case("network.trunk") { $0.network.trunk = [.pool] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 0)] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 1, dilation: 0)] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 1, kernel: 2)] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 1, kernel: 17)] },
    Case("input.cropSize") { $0.network.trunk = [.convolution(channels: 1, kernel: 15, dilation: 10, padding: 0)] },
    Case("method.iic.radius") { $0.iic.radius = -1 },
    Case("method.iic.radius") {
      $0.input.cropSize = 16
      $0.iic.radius = 16
    },
    Case("method.iic.sparseMinimum") {
      $0.iic.sparseMinimum = 5
      $0.iic.sparseMaximum = 3
    },
    Case("method.iic.sparseMinimum") { $0.iic.sparseMinimum = 257 },
    Case("method.iic.sparseMinimum") { $0.iic.sparseMaximum = -1 },
    Case("method.iic.entropyWeight") { $0.iic.entropyWeight = .infinity },
    Case("method.iic.entropyWeight") { $0.iic.entropyWeight = 0 },
    Case("method.iic.overclusteringEntropyWeight") { $0.iic.overclusteringEntropyWeight = .nan },
    Case("method.iic.begins") { $0.iic.begins = "other" },
    Case("optimization.pairs") { $0.optimization.pairs = 0 },
    Case("optimization.learningRate") { $0.optimization.learningRate = .infinity },
    Case("optimization.momentum") { $0.optimization.momentum = 1 },
    Case("optimization.gradientClipping") { $0.optimization.gradientClipping = .nan },
    Case("optimization.checkpointInterval") { $0.optimization.checkpointInterval = 0 },
    Case("optimization.steps") { $0.optimization.steps = 0 },
    Case("optimization.minutes") { $0.optimization.minutes = .infinity },
    Case("optimization.epochs") { $0.optimization.epochs = -1 },
    Case("optimization.epochs") { $0.optimization.epochs = .max },
    Case("optimization.schedule.warmupSteps") { $0.optimization.schedule.warmupSteps = -1 },
    Case("optimization.schedule.finalFraction") { $0.optimization.schedule.finalFraction = .nan },
    Case("optimization.schedule.factor") { $0.optimization.schedule.factor = -1 },
    Case("augmentation.rotation") { $0.augmentation.rotation = 181 },
    Case("augmentation.maximumScale") {
      $0.augmentation.minimumScale = 2
      $0.augmentation.maximumScale = 1
    },
    Case("augmentation.hue") { $0.augmentation.hue = .nan },
  ]) func settingsOutOfRangeAreNamed(_ c: Case) {
    var configuration = TrainingConfiguration()
    c.change(&configuration)
    let error = #expect(throws: SettingError.self) { try configuration.validate() }
    #expect(error?.key == c.key)
  }

  @Test func anotherMethodIsChosenByItsName() throws {
    let text = "method: {iic: {classes: 7}}"
    #expect(try TrainingConfiguration.decode(text, over: .init(), path: "c.yaml").method.classes == 7)
    #expect(throws: SettingError.self) {
      try TrainingConfiguration.decode("method: {none: {classes: 7}}", over: .init(), path: "c.yaml")
    }
  }

  @Test func keysOfEarlierVersionsAreRead() throws {
    let text = """
      network: {classes: 3, overclusters: 9, subheads: 2, headPadding: 1}
      loss: {radius: 4, entropyWeight: 1.25, overclusteringEntropyWeight: 1.5, collapsed: true, sparseMaximum: 6}
      optimization: {heads: {turn: epoch, begins: main}, steps: 5}
      """
    var expected = TrainingConfiguration()
    expected.network.headPadding = 1
    expected.iic.classes = 3
    expected.iic.overclusters = 9
    expected.iic.subheads = 2
    expected.iic.radius = 4
    expected.iic.entropyWeight = 1.25
    expected.iic.overclusteringEntropyWeight = 1.5
    expected.iic.collapsed = true
    expected.iic.sparseMaximum = 6
    expected.iic.turn = .epoch
    expected.iic.begins = IICSettings.main
    expected.optimization.steps = 5
    #expect(try TrainingConfiguration.decode(text, over: .init(), path: "c.yaml") == expected)
    let error = #expect(throws: ConfigurationError.self) {
      try TrainingConfiguration.decode("loss: {radios: 4}", over: .init(), path: "c.yaml")
    }
    #expect(error?.description.contains("loss") == true)
  }
}
