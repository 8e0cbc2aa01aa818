import Datasets
import Imaging
import Segmentation

extension Tessera {
  /// A part of the work of a verb.
  public enum Stage: Sendable {
    /// A stage of reading, learning, writing masks, scoring or painting.
    case readingImages, readingLabels, training, clustering, segmenting, scoring, comparingBoundaries, painting,
      shrinking, joining, sieving, tracing
    /// A stage of making the page for naming, of teaching, of grouping or of measuring areas.
    case matching, looking, measuring, drawing, teaching, grouping, sorting, countingAreas
  }

  /// What a caller is told while a verb works. Events come from any thread.
  public enum Event: Sendable {
    /// A stage begins. `total` is 0 where it is unknown; `done` of them are of an earlier part of a resumed run.
    case begins(Stage, total: Int, done: Int)
    /// One more of the stage is done.
    case advanced
    /// A training step is done, with a record of each series; `fraction` is the done part of the run, 0...1.
    case step([StepRecord], fraction: Double)
    /// More training steps than these lower the loss little.
    case levelledOff(step: Int)
    /// Something the user should know.
    case warning(String)
    /// Something that was decided by what the files hold.
    case note(String)
    /// Something is amiss in a file that is used all the same. A verb reports each message once for a file.
    case fileWarning(path: String, message: String)
    /// What was decided about a folder of labels, or looks wrong in it.
    case labels(LabelNotice)
    /// The model of ``run(_:report:shouldStop:)`` is trained.
    case trained(SegmentationModel)
    /// The model is taught by few labels.
    case taught(SegmentationModel)
    /// Its masks are written.
    case segmented(Segmented)
    /// Its pictures are written.
    case painted(Painted)
  }

  /// Told of everything a verb does.
  public typealias Report = @Sendable (Event) -> Void
}

extension DecodingOptions {
  /// The options with the warnings of files told to `report`, unless the caller has them told elsewhere.
  func warning(_ report: @escaping Tessera.Report) -> DecodingOptions {
    guard warnings == nil else { return self }
    var options = self
    options.warnings = FileWarnings { report(.fileWarning(path: $0, message: $1)) }
    return options
  }
}
