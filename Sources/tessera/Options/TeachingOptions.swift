import ArgumentParser
import Foundation
import TesseraKit

/// How a classifier is taught, as told on the command line.
struct TeachingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Features to use, with commas between them: last (those of the model's own classes), layers (all convolutions), \
      untrained (all convolutions of a network that has learned nothing), context (means of the last layer around a \
      pixel), filters (smoothed colours, edges, texture). By default cross-validation chooses.
      """, valueName: "kinds"))
  var features: FeatureKinds?

  @Option(
    help: ArgumentHelp(
      "Weight of the squared norm of the classifier's weights; cross-validation chooses one from 0.001 to 0.1 unless given.",
      valueName: "number"))
  var penalty: Double?

  @Option(
    help: """
      How much labelled pixels count: none (all alike) or balanced (all classes alike), for scribbles that show rare classes \
      more often than they are.
      """)
  var classWeights = TeachingSettings.ClassWeights.none

  @Option(
    help: """
      Shares of the classes that are expected: labels (those of the labelled pixels) or estimated (those found in all images), \
      for scribbles whose shares say nothing.
      """)
  var prior = TeachingSettings.Prior.labels

  @Option(
    help: ArgumentHelp(
      "Let masks follow the image's edges within windows of this radius, unless told otherwise; 0 for none.",
      valueName: "pixels"))
  var smoothing = TeachingSettings().smoothingRadius

  @Option(help: "Decides which labelled pixels are used.")
  var seed: UInt64 = 0

  func validate() throws {
    if !(0...1024).contains(smoothing) {
      throw ValidationError("--smoothing must be from 0 to 1024 pixels, not \(smoothing).")
    }
    if let penalty, !(penalty >= 0 && penalty.isFinite) {
      throw ValidationError("--penalty must be 0 or more, not \(penalty).")
    }
  }

  var settings: TeachingSettings {
    var settings = TeachingSettings()
    (settings.features, settings.penalty) = (features?.kinds, penalty)
    (settings.classWeights, settings.prior) = (classWeights, prior)
    (settings.smoothingRadius, settings.seed) = (smoothing, seed)
    return settings
  }

  /// The labels at `path`: the scribbles in a file of names, or label files.
  static func labels(
    _ path: String, of found: ImageFolder, images: [String], selection: SelectionOptions, _ options: LabelOptions
  ) throws -> Tessera.FewLabels {
    let url = URL(filePath: path)
    if url.pathExtension.lowercased() == "json" { return .scribbles(try Scribbles(contentsOf: url), path: path) }
    let files = try selection.labels(path, of: found, dataset: options.dataset)
    try files.checkStems()
    let pairing = try selection.pairs(found, files, firstPath: images.joined(separator: ", "), secondPath: path)
    Console.standard.report(pairing.secondAlone, "label", without: "image")
    return .files(pairing, try options.meaning())
  }
}

/// Kinds of features with commas between them.
struct FeatureKinds: ExpressibleByArgument {
  let kinds: [FeatureKind]

  init?(argument: String) {
    let found = argument.split(separator: ",").map { FeatureKind(rawValue: String($0)) }
    guard !found.isEmpty, !found.contains(nil), Set(found).count == found.count else { return nil }
    kinds = FeatureKind.allCases.filter { found.contains($0) }
  }
}

extension TeachingSettings.ClassWeights: ExpressibleByArgument {}
extension TeachingSettings.Prior: ExpressibleByArgument {}
