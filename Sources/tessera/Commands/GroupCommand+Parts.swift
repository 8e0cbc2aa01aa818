import Foundation
import TesseraKit

extension GroupCommand {
  /// Trains on the images and groups them.
  func train(_ found: ImageFolder, classes: ImageClasses?, _ display: EventDisplay) throws -> Tessera.Grouped {
    let folder = RunFolder(URL(filePath: output ?? ""))
    let weights = try training.startingModel()
    var configuration = try training.configuration(for: folder, standard: .standardGrouping, weights: weights)
    if let head = grouping.head {
      let known = configuration.method.mapNames
      guard known.contains(head) else { throw SegmentationError.mapMissing(head, known: known) }
      configuration.segmentation.head = head
    }
    return try Interruption.deferred {
      try Tessera.group(
        found, configuration, into: folder, weights: weights, existing: training.existing, sorting: grouping.sorting,
        classes: classes,
        storage: training.storage.storage, tensorBoard: training.tensorBoard, options: training.imageOptions.decoding,
        context: training.compute.context,
        report: { event in
          // Grouping has nothing to save.
          if case .begins(.grouping, _, _) = event { Interruption.endDeferral() }
          display.show(event)
        }, shouldStop: { Interruption.isRequested }
      ).grouped
    }
  }

  /// The trained model, for pixels without data as the options say.
  func grouper(_ model: String) throws -> ImageGrouper {
    var trained = try SegmentationModel(contentsOf: URL(filePath: model))
    if let value = training.input.noData.nodata { trained = trained.marking(noData: value) }
    return try ImageGrouper(trained, map: grouping.head)
  }

  /// Groups the images with a trained model.
  func group(
    _ found: ImageFolder, by model: String, into folder: URL?, classes: ImageClasses?, _ display: EventDisplay
  ) throws -> Tessera.Grouped {
    let grouper = try grouper(model)
    return try Tessera.group(
      found, with: grouper,
      into: folder.map { Tessera.GroupOutput($0, sorting: grouping.sorting, replaces: training.overwrite) },
      classes: classes, options: training.imageOptions.decoding,
      context: training.compute.context, report: { display.show($0) })
  }
}
