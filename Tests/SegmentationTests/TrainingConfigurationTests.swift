import Basics
import Datasets
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingConfigurationTests {
  @Test(arguments: Preset.all.map(\.name)) func presetsAreValid(_ name: String) throws {
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
    Case("input.channels") { $0.input.channels = 5 },
    Case("input.cropSize") { $0.input.cropSize = 15 },
    Case("input.cropSize") { $0.network.trunk = [.convolution(channels: 1)] + .init(repeating: .pool, count: 8) },
    Case("input.cropSize") { $0.network.trunk = [.convolution(channels: 1, dilation: 64, padding: 0)] },
    Case("input.scale") { $0.input.scale = .nan },
    Case("network.classes") { $0.network.classes = 1 },
    Case("network.overclusters") { $0.network.overclusters = 1 },
    Case("network.subheads") { $0.network.subheads = 0 },
    Case("network.headPadding") { $0.network.headPadding = -1 },
    Case("network.trunk") { $0.network.trunk = [] },
    Case("network.trunk") { $0.network.trunk = [.pool] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 0)] },
    Case("network.trunk") { $0.network.trunk = [.convolution(channels: 1, dilation: 0)] },
    Case("loss.radius") { $0.loss.radius = -1 },
    Case("loss.radius") {
      $0.input.cropSize = 16
      $0.loss.radius = 16
    },
    Case("loss.sparseMinimum") {
      $0.loss.sparseMinimum = 5
      $0.loss.sparseMaximum = 3
    },
    Case("loss.sparseMinimum") { $0.loss.sparseMinimum = 257 },
    Case("loss.sparseMinimum") { $0.loss.sparseMaximum = -1 },
    Case("loss.entropyWeight") { $0.loss.entropyWeight = .infinity },
    Case("loss.entropyWeight") { $0.loss.entropyWeight = 0 },
    Case("loss.overclusteringEntropyWeight") { $0.loss.overclusteringEntropyWeight = .nan },
    Case("optimization.pairs") { $0.optimization.pairs = 0 },
    Case("optimization.learningRate") { $0.optimization.learningRate = .infinity },
    Case("optimization.momentum") { $0.optimization.momentum = 1 },
    Case("optimization.gradientClipping") { $0.optimization.gradientClipping = .nan },
    Case("optimization.checkpointInterval") { $0.optimization.checkpointInterval = 0 },
    Case("optimization.steps") { $0.optimization.steps = 0 },
    Case("optimization.minutes") { $0.optimization.minutes = .infinity },
    Case("optimization.epochs") { $0.optimization.epochs = -1 },
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
    let error = #expect(throws: ConfigurationError.self) { try configuration.validate() }
    guard case .invalidValue(c.key, _, _) = error else {
      Issue.record("\(String(describing: error)) does not name \(c.key)")
      return
    }
  }
}
