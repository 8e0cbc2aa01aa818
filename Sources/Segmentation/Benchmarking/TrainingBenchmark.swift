import Basics
import Datasets
import Imaging
import NeuralNet

/// Times training steps, and segmentation by what they have trained, on images made in memory.
///
/// The steps are those of a run: batches are cropped and augmented while the step before trains, the heads take turns,
/// weights are updated. Left out are reading files and writing checkpoints.
package struct TrainingBenchmark: Sendable {
  /// Stands in the report.
  package let name: String
  /// With the channels resolved.
  package let configuration: TrainingConfiguration
  /// Timed steps of each head.
  package let steps: Int
  /// Side of the image to segment, in pixels.
  package let imageSide: Int

  /// Images to draw crops from.
  private static let imageCount = 8

  /// - Parameters:
  ///   - pairs: image pairs a step, in place of the configuration's.
  ///   - steps: timed steps of each head, at least 1.
  /// - Throws: `SettingError`, ``SegmentationError/groupsImages``.
  package init(
    _ name: String, configuration: TrainingConfiguration, pairs: Int = 8, steps: Int = 3, imageSide: Int = 1024
  ) throws {
    precondition(steps > 0 && imageSide > 0, "nothing to time in \(steps) steps and \(imageSide) pixels")
    guard !configuration.network.groupsImages else { throw SegmentationError.groupsImages }
    var configuration = configuration
    configuration.optimization.pairs = pairs
    if configuration.input.channels == 0 { configuration.input.channels = 3 }
    // Every round of steps trains each head once.
    configuration.iic.turn = .step
    try configuration.validate()
    self.name = name
    self.configuration = configuration
    self.steps = steps
    self.imageSide = imageSide
  }

  /// Steps that ``run(context:progress:)`` takes, those to warm up included.
  package var totalSteps: Int { (steps + 1) * configuration.method.heads.count }

  /// - Parameter progress: is told after each step how many have been taken.
  /// - Throws: ``LearningError/lossNotFinite(step:learningRate:)``.
  package func run(context: ComputeContext, progress: (Int) -> Void = { _ in }) throws -> BenchmarkReport {
    var trainer = Trainer(configuration)
    let images = SyntheticImages.make(
      count: Self.imageCount, side: 2 * configuration.input.cropSize, channels: configuration.input.channels)
    let sampler = PairSampler(
      images: try TrainingImages(images, channels: configuration.input.channels, scale: configuration.input.scale),
      configuration: configuration)
    let parts = try configuration.optimization.parts(for: context.communicator)
    let batches = BatchQueue(sampler, parts: parts, limit: totalSteps, context: context)
    var exchanges = ExchangeCost()
    let heads = configuration.method.heads
    func round() throws {
      for _ in heads {
        var clock = trainer.timing.clock()
        let batch = try batches.next(step: trainer.step)
        clock.lap(\.data, of: &trainer.timing)
        _ = try trainer.step(
          on: batch, of: parts, progress: 0, stepsPerEpoch: sampler.stepsPerEpoch, context: context)
        exchanges.add(trainer.exchange)
        progress(trainer.step)
      }
    }
    // The first steps ask the system for memory; later ones find it in the pool.
    try round()
    trainer.timing = StepTiming()
    exchanges = ExchangeCost()
    let start = ContinuousClock.now
    for _ in 0..<steps { try round() }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    // Before segmentation, which takes memory of its own.
    let peak = PeakMemory.bytes

    let perPair = 1 / Double(steps * heads.count * configuration.optimization.pairs)
    return BenchmarkReport(
      preset: name, pairs: configuration.optimization.pairs, threads: context.threads,
      secondsPerPair: seconds * perPair, parts: trainer.timing.scaled(by: perPair),
      exchanges: context.communicator.isAlone
        ? nil : BenchmarkReport.Exchanges(exchanges, steps: steps * heads.count, context: context),
      peakMemoryBytes: peak,
      segmentMegapixelsPerSecond: try segmentationRate(trainer.model, context: context))
  }

  /// Megapixels a second.
  private func segmentationRate(_ model: SegmentationModel, context: ComputeContext) throws -> Double {
    context.pool.trim()
    let segmenter = try Segmenter(model, map: model.description.maps.first?.name)
    let workers = (0..<context.threads).map { _ in ComputeContext(threads: 1) }
    func seconds(side: Int) throws -> Double {
      let images = SyntheticImages.make(count: 1, side: side, channels: configuration.input.channels)
      let start = ContinuousClock.now
      for image in images {
        let bands = try SegmentedRows(
          segmenter, of: MemoryRaster(image, name: "synthetic"), context: context, workers: workers)
        while try bands.next() != nil {}
      }
      return (ContinuousClock.now - start) / .seconds(1)
    }
    _ = try seconds(side: min(imageSide, configuration.input.cropSize))
    return Double(imageSide * imageSide) / 1e6 / (try seconds(side: imageSide))
  }
}
