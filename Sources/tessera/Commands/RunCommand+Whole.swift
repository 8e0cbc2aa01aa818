import ArgumentParser
import Foundation
import TesseraKit

extension RunCommand {
  /// The run that the options ask for.
  /// - Throws: what is wrong with the options, the labels or the folder.
  func whole(_ found: ImageFolder, root: URL, display: EventDisplay) throws -> Tessera.WholeRun {
    let model = RunFolder(root.appending(path: "model"))
    let weights = try training.startingModel()
    var whole = Tessera.WholeRun(found, try training.configuration(for: model, weights: weights), into: root)
    whole.weights = weights
    whole.labels = try labels.map {
      try selection.partners(of: found, at: $0, images: images, dataset: labelOptions.dataset)
    }
    whole.fewLabels = try fewLabels.map {
      try TeachingOptions.labels($0, of: found, images: images, selection: selection, labelOptions)
    }
    whole.teaching.seed = whole.configuration.seed
    try Tessera.check(whole.model, training.existing)
    try segmentation.check(whole.configuration)
    whole.context = training.compute.context
    whole.meaning = try labelOptions.meaning()
    whole.existing = training.existing
    whole.relevance = try training.relevance(
      of: found, meaning: whole.meaning, selection: selection.selection(dataset: labelOptions.dataset),
      context: whole.context
    ) { display.show($0) }
    whole.segmenter = { [segmentation] in try segmentation.segmenter($0) }
    whole.overlay = overlay.overlay
    whole.storage = training.storage.storage
    whole.tensorBoard = training.tensorBoard
    whole.options = training.imageOptions.decoding
    return whole
  }
}
