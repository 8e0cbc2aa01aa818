import ArgumentParser
import Foundation
import TesseraKit

extension EvaluateCommand {
  /// Scores features by a linear classifier.
  func probe(_ model: String, trainLabels: String) throws {
    let trained = try SegmentationModel(contentsOf: URL(filePath: model))
    let images = try selection.images([masks], excluding: nil, use: nil)
    let test = try selection.partners(of: images, at: labels, images: [masks], dataset: labelOptions.dataset)
    let trainPath = scoring.trainImages ?? masks
    // A list chooses the images that are scored.
    var unlisted = selection
    unlisted.files.ids = nil
    let trainImages = try unlisted.images([trainPath], excluding: nil, use: nil)
    let files = try unlisted.labels(trainLabels, of: trainImages, dataset: labelOptions.dataset)
    try files.checkStems()
    let train = try unlisted.pairs(trainImages, files, firstPath: trainPath, secondPath: trainLabels)
    let display = EventDisplay()
    let outcome = try Tessera.probe(
      trained, taughtBy: train, scoredOn: test, meaning: labelOptions.meaning(), options: imageOptions.decoding,
      parallel: compute.parallel, report: { display.show($0) })
    display.end()
    try results.write(outcome, naming: outcome.scores.naming)
    try Console.standard.finish(
      outcome.failures + images.failures + files.failures, task: "scored",
      of: test.pairs.count + train.pairs.count + images.failures.count + files.failures.count, "pair")
  }
}
