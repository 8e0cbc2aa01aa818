import ArgumentParser
import Foundation
import TesseraKit

/// How a model is judged, as told on the command line.
struct ProtocolOptions: ParsableArguments {
  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case clusters
    case linearProbe = "linear-probe"
  }

  @Option(
    name: .customLong("protocol"),
    help: """
      What is scored: clusters (masks of clusters or classes) or linear-probe (the features of --model, by a linear classifier \
      that learns from --train-labels; MASKS are images then).
      """)
  var kind = Kind.clusters

  @Option(
    help: ArgumentHelp("With linear-probe, a trained model: its file, or the folder of its run.", valueName: "run"))
  var model: String?

  @Option(help: ArgumentHelp("With linear-probe, labels that the classifier learns from.", valueName: "folder"))
  var trainLabels: String?

  @Option(
    help: ArgumentHelp(
      "With linear-probe, the images of --train-labels; those at MASKS unless given.", valueName: "folder"))
  var trainImages: String?

  func validate() throws {
    switch kind {
    case .clusters:
      if model != nil || trainLabels != nil || trainImages != nil {
        throw ValidationError("--model, --train-labels and --train-images go with --protocol linear-probe.")
      }
    case .linearProbe:
      if model == nil || trainLabels == nil {
        throw ValidationError("--protocol linear-probe needs --model and --train-labels.")
      }
    }
  }
}

extension EvaluateCommand {
  /// Scores features by a linear classifier.
  func probe(_ model: String, trainLabels: String) throws {
    let trained = try SegmentationModel(contentsOf: URL(filePath: model))
    let images = try selection.images([masks], excluding: nil, use: nil)
    let test = try selection.partners(of: images, at: labels, images: [masks], dataset: labelOptions.dataset)
    let trainPath = scoring.trainImages ?? masks
    // A list chooses the images that are scored.
    var unlisted = selection
    unlisted.ids = nil
    let trainImages = try unlisted.images([trainPath], excluding: nil, use: nil)
    let files = try unlisted.labels(trainLabels, of: trainImages, dataset: labelOptions.dataset)
    try files.checkStems()
    let train = try unlisted.pairs(trainImages, files, firstPath: trainPath, secondPath: trainLabels)
    let display = EventDisplay()
    let outcome = try Tessera.probe(
      trained, taughtBy: train, scoredOn: test, meaning: labelOptions.meaning(), options: imageOptions.decoding,
      parallel: Parallel(threads: compute.threads), report: { display.show($0) })
    display.end()
    try results.write(outcome, naming: outcome.scores.naming)
    try Console.standard.finish(
      outcome.failures + images.failures + files.failures, task: "scored",
      of: test.pairs.count + train.pairs.count + images.failures.count + files.failures.count, "pair")
  }
}
