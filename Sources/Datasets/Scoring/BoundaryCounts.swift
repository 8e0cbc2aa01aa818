import Basics
import Imaging

/// How far apart boundaries may lie and still agree.
public enum BoundaryTolerance: Hashable, Sendable {
  /// A share of the image's diagonal.
  case ofDiagonal(Double)
  /// A distance in pixels.
  case pixels(Double)

  /// 0.75 % of the diagonal.
  ///
  /// - Source: Csurka, Larlus and Perronnin, What is a good evaluation measure for semantic segmentation?, BMVC 2013.
  public static let standard = BoundaryTolerance.ofDiagonal(0.0075)

  /// The distance for an image of this size, in pixels; a share of the diagonal is at least one pixel.
  func distance(width: Int, height: Int) -> Double {
    switch self {
    case .ofDiagonal(let share): max(1, share * Double(width * width + height * height).squareRoot())
    case .pixels(let distance): distance
    }
  }
}

/// Boundary pixels of each class in one mask and its label, and how many are near one of the other.
package struct BoundaryCounts: Hashable, Sendable {
  /// The counts of one class.
  package struct ClassCounts: Hashable, Sendable {
    package init(predicted: Int = 0, predictedNear: Int = 0, labelled: Int = 0, labelledNear: Int = 0) {
      self.predicted = predicted
      self.predictedNear = predictedNear
      self.labelled = labelled
      self.labelledNear = labelledNear
    }

    /// Boundary pixels in the mask.
    package var predicted = 0
    /// Boundary pixels in the mask that are near one in the label.
    package var predictedNear = 0
    /// Boundary pixels in the label.
    package var labelled = 0
    /// Boundary pixels in the label that are near one in the mask.
    package var labelledNear = 0

    /// Harmonic mean of the shares of near pixels in mask and label, 0...1; nil where neither has a boundary.
    package var f: Double? {
      if predicted == 0 && labelled == 0 { return nil }
      if predictedNear == 0 || labelledNear == 0 { return 0 }
      let precision = Double(predictedNear) / Double(predicted)
      let recall = Double(labelledNear) / Double(labelled)
      return 2 * precision * recall / (precision + recall)
    }
  }

  package var perClass: [ClassCounts]

  /// Mean of the classes' scores, 0...1; nil where no class has a boundary.
  package var meanF: Double? { mean(perClass.map(\.f)) }
}
