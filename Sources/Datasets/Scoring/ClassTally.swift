import Basics
import Imaging

/// Pixels of each class, once clusters have been matched to classes.
struct ClassTally {
  /// Pixels to which both mask and label give the class.
  private(set) var right: [Int]
  /// Pixels to which the mask gives the class.
  private(set) var predicted: [Int]
  /// Pixels to which the label gives the class.
  private(set) var labelled: [Int]

  /// - Parameters:
  ///   - matching: the class of each cluster; clusters beyond it have none.
  ///   - classes: how many there are; cells and matching name no greater one.
  init(_ cells: [ConfusionMatrix.Cell], matching: [Int?], classes: Int) {
    right = [Int](repeating: 0, count: classes)
    predicted = right
    labelled = right
    for cell in cells {
      labelled[Int(cell.label)] += cell.pixels
      guard let label = matching.indices.contains(Int(cell.cluster)) ? matching[Int(cell.cluster)] : nil else {
        continue
      }
      predicted[label] += cell.pixels
      if label == Int(cell.label) { right[label] += cell.pixels }
    }
  }

  var pixels: Int { labelled.reduce(0, +) }

  /// Share of the pixels that are right, 0...1; nil without pixels.
  var pixelAccuracy: Double? { ratio(right.reduce(0, +), pixels) }

  /// Cohen's kappa; nil without pixels, and where one class has all pixels of labels and masks.
  var kappa: Double? { CohensKappa.value(right: right.reduce(0, +), labelled: labelled, predicted: predicted) }

  /// Mean of the classes' intersections over unions, 0...1; nil without pixels.
  var meanIoU: Double? { mean(right.indices.map(iou)) }

  /// Intersection over union; nil where neither labels nor masks have the class.
  func iou(_ label: Int) -> Double? { ratio(right[label], labelled[label] + predicted[label] - right[label]) }

  /// Share of the class's labelled pixels that are right; nil where the labels do not have it.
  func recall(_ label: Int) -> Double? { ratio(right[label], labelled[label]) }

  /// Share of the pixels given the class that are right; nil where the masks do not have it.
  func precision(_ label: Int) -> Double? { ratio(right[label], predicted[label]) }

  /// Harmonic mean of precision and recall; nil where neither labels nor masks have the class.
  func f1(_ label: Int) -> Double? { ratio(2 * right[label], labelled[label] + predicted[label]) }

  private func ratio(_ part: Int, _ whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
}

/// The mean of the values that are not nil; nil where all are.
func mean(_ values: [Double?]) -> Double? {
  let known = values.compactMap { $0 }
  return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
}
