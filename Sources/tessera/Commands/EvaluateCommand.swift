import ArgumentParser
import Foundation
import TesseraKit

struct EvaluateCommand: SharedCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Score masks against labels.",
    discussion: """
      Masks and labels pair by relative path and name without extension and without what data sets add to names \
      (_RGBIR and _label of Potsdam, _leftImg8bit and _gtFine_labelIds of Cityscapes). Labels are grey or palette PNGs \
      of one class index a pixel, 255 being ignored, or images in the colours of a data set (see `tessera classes`). \
      --ignore and --label-offset say which values are ignored and where classes begin:

        tessera evaluate masks labels
        tessera evaluate masks labels --dataset potsdam --json scores.json
        tessera evaluate masks labels --dataset potsdam --label-offset 1
        tessera evaluate masks labels --per-image images.csv --markdown scores.md --boundary

      The table has overall accuracy, Cohen's kappa, and for each class the user's accuracy (precision) and the producer's \
      accuracy (recall).

      Clusters have no names, so they are matched to classes first: one-to-one for as many clusters as classes, or \
      many-to-one, where each cluster takes the class that it meets most, for more.

      A few labelled images are enough to name clusters: match on those, and use the names for others. The file can be \
      edited; a naming of another model is refused:

        tessera evaluate masks few-labels --match many-to-one --names few.json
        tessera evaluate masks all-labels --matching few.json

      Masks that hold classes already are scored as they are, whatever method has made them. Those of \
      `tessera segment --matching` are read by the names.json beside them, all others as labels are, in the data \
      set's own values or colours:

        tessera evaluate classes labels --dataset potsdam --match identity

      An array job counts shares, and `tessera merge` makes the scores of all:

        tessera evaluate masks labels --shard 2/8 --json part-2.json
        tessera merge part-*.json --json scores.json

      Features can be scored too, by a linear classifier that learns from some labels and is scored by others. The images \
      take the place of the masks:

        tessera evaluate images labels --protocol linear-probe --model run --train-labels few
      """)

  @Argument(help: "Folder of masks, or one mask.")
  var masks: String

  @Argument(help: "Folder of labels, or one label file.")
  var labels: String

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var labelOptions: LabelOptions
  @OptionGroup var matchOptions: MatchOptions
  @OptionGroup(title: "Linear probe") var scoring: ProtocolOptions

  @OptionGroup(title: "Results") var results: ScoreOutputOptions
  @OptionGroup(title: "Boundaries") var boundaries: BoundaryOptions
  @OptionGroup var sharing: ShareOptions
  @OptionGroup var imageOptions: ImageOptions
  @OptionGroup var compute: ComputeOptions

  func validate() throws {
    if scoring.kind == .linearProbe,
      matchOptions.match != .oneToOne || matchOptions.matching != nil || boundaries.tolerance != nil
    {
      throw ValidationError(
        "--match, --matching, --boundary and --boundary-tolerance are about masks, which --protocol linear-probe has none of."
      )
    }
    if scoring.kind == .linearProbe && sharing.shard != nil {
      throw ValidationError("--protocol linear-probe learns from all images at once; leave out --shard.")
    }
  }

  func run() throws {
    if let model = scoring.model, let labels = scoring.trainLabels { return try probe(model, trainLabels: labels) }
    let meaning = try labelOptions.meaning()
    let given = try matchOptions.given(classes: meaning.classes)
    let (masks, labels) = try selection.masks(self.masks, labels: self.labels, dataset: labelOptions.dataset)
    let pairing = try selection.pairs(masks, labels, firstPath: self.masks, secondPath: self.labels)
    Console.standard.report(pairing, first: "mask", second: "label")
    if let share = try sharing.share {
      let failures = masks.failures + labels.failures
      return try count(share, of: pairing, failures: failures, meaning: meaning, naming: given)
    }
    let display = EventDisplay()
    let outcome = try Tessera.evaluate(
      pairing.pairs, in: URL(filePath: self.masks), meaning: meaning, rule: matchOptions.match, naming: given,
      boundaries: boundaries.tolerance, options: imageOptions.decoding, parallel: compute.parallel,
      report: { display.show($0) })
    display.end()
    try results.write(outcome, naming: given ?? outcome.scores.naming)
    try Console.standard.finish(
      outcome.failures + masks.failures + labels.failures, task: "scored",
      of: pairing.pairs.count + masks.failures.count + labels.failures.count, "pair")
  }
}
