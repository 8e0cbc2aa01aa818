import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingBenchmarkTests {
  static let context = ComputeContext(threads: 2)

  /// Small enough to take no time, with everything that a step has.
  static func configuration(overclusters: Int) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.input.cropSize = 24
    configuration.network.trunk = [.convolution(channels: 8), .pool, .convolution(channels: 8)]
    configuration.iic.overclusters = overclusters
    configuration.iic.radius = 2
    return configuration
  }

  @Test(arguments: [0, 6]) func reportIsWhole(overclusters: Int) throws {
    let benchmark = try TrainingBenchmark(
      "small", configuration: Self.configuration(overclusters: overclusters), pairs: 2, steps: 3, imageSide: 40)
    var taken: [Int] = []
    let report = try benchmark.run(context: Self.context) { taken.append($0) }
    #expect(taken == Array(1...benchmark.totalSteps))
    #expect(benchmark.totalSteps == (overclusters > 0 ? 8 : 4))
    #expect(report.preset == "small" && report.pairs == 2 && report.threads == 2)
    for part in [\StepTiming.forward, \.loss, \.backward, \.optimizer, \.data] {
      #expect(report.parts[keyPath: part] > 0)
    }
    // The clock of the parts runs within that of the whole.
    #expect(report.parts.total <= report.secondsPerPair)
    #expect(report.peakMemoryBytes > 1 << 20)
    #expect(report.segmentMegapixelsPerSecond > 0)
  }

  @Test func jsonHasTheKeysThatToolsRead() throws {
    let report = try TrainingBenchmark(
      "small", configuration: Self.configuration(overclusters: 0), pairs: 1, steps: 1, imageSide: 32
    )
    .run(context: Self.context)
    let object = try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "preset", "pairs", "threads", "secondsPerPair", "parts", "peakMemoryBytes", "segmentMegapixelsPerSecond",
      ])
    let parts = try #require(object["parts"] as? [String: Double])
    #expect(Set(parts.keys) == ["forward", "loss", "backward", "optimizer", "data"])
  }

  @Test func everyPresetCanBeTimed() throws {
    for preset in Preset.all {
      let benchmark = try TrainingBenchmark(preset.name, configuration: preset.configuration, pairs: 1)
      #expect(benchmark.configuration.input.channels > 0)
      #expect(benchmark.configuration.optimization.pairs == 1)
    }
    #expect(throws: SegmentationError.groupsImages) {
      try TrainingBenchmark("groups", configuration: Preset.groups.configuration)
    }
    #expect(throws: SettingError.self) {
      try TrainingBenchmark("none", configuration: Preset.standard.configuration, pairs: 0)
    }
  }

  @Test func syntheticImagesRepeatAndDiffer() {
    let images = SyntheticImages.make(count: 2, side: 16, channels: 4)
    #expect(images == SyntheticImages.make(count: 2, side: 16, channels: 4))
    #expect(images[0] != images[1])
  }
}
