import ArgumentParser
import TesseraKit

/// How masks are made, as told on the command line.
struct SegmentationOptions: ParsableArguments {
  @Option(
    help: """
      Which map to write: main (the classes), overclustering (the overclusters), or merged (the overclusters, joined \
      to as many clusters as there are classes). The model says which by default (segmentation.head; merged in photo \
      and aerial). With --names, the map that was named.
      """)
  var head: String?

  @Flag(help: "Average the probabilities over the mirrored image too; takes twice the time.")
  var flips = false

  @Option(
    help: ArgumentHelp(
      """
      Let masks follow the image's edges within windows of this radius (a guided filter); 0 for none. The model says \
      how wide by default (segmentation.smoothingRadius; 32 in photo and aerial).
      """, valueName: "pixels"))
  var smoothing: Int?

  @Option(
    help: ArgumentHelp(
      "Merge regions of fewer pixels into the neighbour with the longest common border, as `tessera sieve` does.",
      valueName: "pixels"))
  var minRegion: Int?

  func validate() throws {
    if let minRegion, minRegion < 1 { throw ValidationError("--min-region must be 1 or more, not \(minRegion).") }
    if let smoothing, !(0...1024).contains(smoothing) {
      throw ValidationError("--smoothing must be from 0 to 1024 pixels, not \(smoothing).")
    }
  }

  /// Tells before a training whether the model will have the map.
  func check(_ configuration: TrainingConfiguration) throws {
    let known = configuration.method.mapNames
    if let head, !known.contains(head) { throw SegmentationError.mapMissing(head, known: known) }
  }

  /// - Parameter named: the map that a naming names, for when no other is asked for.
  func segmenter(_ model: SegmentationModel, named: String? = nil) throws -> Segmenter {
    // A map that the model lacks is told by the naming, which knows the file.
    let named = named.flatMap { model.description.map(named: $0)?.name }
    var segmenter = try Segmenter(model, map: head ?? named, flips: flips, smoothingRadius: smoothing)
    segmenter.sieve = minRegion.map { Sieve(.pixels($0)) }
    return segmenter
  }
}
