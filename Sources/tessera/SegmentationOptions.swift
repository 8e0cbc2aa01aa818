import ArgumentParser
import Segmentation

/// How masks are made, as told on the command line.
struct SegmentationOptions: ParsableArguments {
  @Option(
    help: """
      Whose clusters to write: main (the classes), overclustering (the finer map), or merged (the finer map's \
      clusters, joined to as many as there are classes).
      """)
  var head = OutputHead.main

  @Flag(help: "Average the probabilities over the mirrored image too; takes twice the time.")
  var flips = false

  /// Tells before a training whether the network will have the head.
  func check(_ configuration: TrainingConfiguration) throws {
    if head != .main && configuration.network.overclusters == 0 { throw SegmentationError.headMissing(head) }
  }

  func segmenter(_ model: SegmentationModel) throws -> Segmenter { try Segmenter(model, head: head, flips: flips) }
}

extension OutputHead: ExpressibleByArgument {}
