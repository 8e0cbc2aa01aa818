import ArgumentParser
import Foundation
import TesseraKit

/// Trains a network on a folder of images and shows how it goes.
struct TrainingSession {
  let options: TrainingOptions
  let folder: RunFolder
  let context: ComputeContext
  /// Checked and complete but for the channels, which depend on the images.
  let configuration: TrainingConfiguration
  private let console = Console.standard

  /// - Throws: what is wrong with the options, before any work begins.
  init(_ options: TrainingOptions, folder: RunFolder) throws {
    self.options = options
    self.folder = folder
    context = ComputeContext(threads: options.compute.threads)
    configuration = try options.configuration(for: folder)
    if !options.resume && !options.overwrite && FileManager.default.fileExists(atPath: folder.model.path) {
      throw TrainingError.alreadyTrained(path: folder.url.path)
    }
  }

  /// - Parameter classes: what the labels mean that `--mask-by` names.
  /// - Returns: the trained model, and the images that could not be used.
  func train(
    on images: ImageFolder, classes: ClassTable?
  ) throws -> (model: SegmentationModel, failures: [FileFailure]) {
    let relevance = try relevance(of: images, classes: classes)
    let reading = ProgressReporter("reading", unit: "images", total: images.items.count)
    let training = try TrainingImages(
      images.items.map(\.url), input: configuration.input,
      options: options.imageOptions.decoding, relevance: relevance, context: context,
      progress: { reading.update(done: $0) })
    console.clear()
    if !training.failures.isEmpty {
      console.warn(
        "\(training.failures.count) of \(images.items.count) images cannot be used and are listed at the end")
    }
    var run = try TrainingRun(
      configuration, images: training, folder: folder, resume: options.resume, context: context)
    let progress = ProgressReporter(
      "training", unit: "steps", total: run.stepLimit, alreadyDone: run.trainer.step)
    try Interruption.deferred {
      try run.train(shouldStop: { Interruption.isRequested }) { event in
        switch event {
        case .step(let record, let fraction):
          progress.update(
            done: record.step, fraction: fraction,
            detail: String(format: "\(record.series) loss %.3f", record.loss))
        case .warning(let message): console.warn(message)
        case .saved(let metrics): try AtomicFile.write(TrainingCurves.svg(metrics.records), to: folder.curves)
        }
      }
    }
    console.clear()
    return (run.model, training.failures)
  }

  /// Which pixels count, by the labels that `--mask-by` names; nil without it.
  private func relevance(of images: ImageFolder, classes: ClassTable?) throws -> RelevanceMasks? {
    guard let path = options.maskBy else { return nil }
    let pairing = try FilePairing(images, ImageFolder([path]), firstPath: "the images", secondPath: path)
    if !pairing.firstAlone.isEmpty {
      console.warn("\(pairing.firstAlone.count) images have no label in \(path); all of their pixels count")
    }
    let reading = ProgressReporter("reading", unit: "labels", total: pairing.pairs.count)
    return RelevanceMasks(
      pairing.pairs, classes: classes, options: options.imageOptions.decoding, context: context
    ) { reading.advance() }
  }
}
