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
