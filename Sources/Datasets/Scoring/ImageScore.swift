import Basics
import Imaging

/// The counts of one pair of mask and label, from which any naming can be scored.
package struct ImageCounts: Hashable, Sendable {
  package let mask: ImageFolder.Item
  package let label: ImageFolder.Item
  /// Scored pixels by cluster and class.
  package let cells: [ConfusionMatrix.Cell]
  /// Pixels that are not scored.
  package let ignored: Int

  package init(mask: ImageFolder.Item, label: ImageFolder.Item, cells: [ConfusionMatrix.Cell], ignored: Int) {
    self.mask = mask
    self.label = label
    self.cells = cells
    self.ignored = ignored
  }

  /// The scores of the image by the naming of a whole set.
  /// - Parameter boundary: the counts of the image's boundaries; nil where they were not compared.
  package func score(by scores: Scores, boundary: BoundaryCounts? = nil) -> ImageScore {
    let tally = ClassTally(cells, matching: scores.naming.classOfCluster, classes: scores.perClass.count)
    return ImageScore(
      path: mask.relativePath, pixelAccuracy: tally.pixelAccuracy, kappa: tally.kappa, meanIoU: tally.meanIoU,
      boundaryF: boundary?.meanF, pixels: tally.pixels, ignored: ignored)
  }
}

/// How well one mask agrees with its label, clusters being matched to classes over the whole set.
public struct ImageScore: Hashable, Sendable {
  /// Path of the mask below the folder of masks.
  public let path: String
  /// Share of the scored pixels that are right, 0...1; nil where the label ignores everything.
  public let pixelAccuracy: Double?
  /// The name of ``pixelAccuracy`` in remote sensing.
  public var overallAccuracy: Double? { pixelAccuracy }
  /// Cohen's kappa, 1 at best and 0 by chance; nil where it does not exist, as where label and mask have one class alone.
  public let kappa: Double?
  /// Mean of the intersections over unions of the classes that this label or mask has, 0...1.
  public let meanIoU: Double?
  /// Mean of the classes' boundary F-scores, 0...1; nil where it was not asked for, or no classes meet.
  public let boundaryF: Double?
  /// Pixels that are scored.
  public let pixels: Int
  /// Pixels that the label leaves out.
  public let ignored: Int

  package init(
    path: String, pixelAccuracy: Double?, kappa: Double? = nil, meanIoU: Double?, boundaryF: Double? = nil, pixels: Int,
    ignored: Int
  ) {
    self.path = path
    self.pixelAccuracy = pixelAccuracy
    self.kappa = kappa
    self.meanIoU = meanIoU
    self.boundaryF = boundaryF
    self.pixels = pixels
    self.ignored = ignored
  }

  /// A line for each image below the names of the columns; a score that does not exist is empty.
  public static func csv(_ scores: [ImageScore]) -> String {
    let hasBoundaries = scores.contains { $0.boundaryF != nil }
    var text = "image,pixelAccuracy,meanIoU,\(hasBoundaries ? "boundaryF," : "")pixels,ignored,overallAccuracy,kappa\n"
    func share(_ value: Double?) -> String { value.map { NumberText.decimal($0, 6) } ?? "" }
    for score in scores {
      text += CSV.quoted(score.path) + ",\(share(score.pixelAccuracy)),\(share(score.meanIoU)),"
      text += (hasBoundaries ? share(score.boundaryF) + "," : "") + "\(score.pixels),\(score.ignored),"
      text += "\(share(score.overallAccuracy)),\(share(score.kappa))\n"
    }
    return text
  }
}
