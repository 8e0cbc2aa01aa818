import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

// K classes.

/// An image whose labels would help a taught model, and where in it.
public struct LabelSuggestion: Hashable, Sendable {
  /// The image to label.
  public let image: ImageFolder.Item
  /// How unsure the model is: 1 less the margin between the two likeliest classes, on average over the image, 0...1.
  public let doubt: Double
  /// The part of the image that it is least sure of: columns and rows in pixels.
  public let columns: Range<Int>
  /// The rows of that part, in pixels.
  public let rows: Range<Int>
  /// How unsure the model is there, 0...1.
  public let doubtThere: Double

  /// Parts of a side of an image.
  static let partsOfSide = 4

  /// What a model is unsure of in an image.
  package struct Doubt: Sendable {
    let image: ImageFolder.Item
    /// Size of the image.
    let width: Int
    let height: Int
    /// The doubt at the pixels of each class, summed, as a share of the image. Shapes: [K].
    package let byClass: [Double]
    /// The mean doubt of each part of the image, row by row.
    package let byPart: [Double]

    package init(image: ImageFolder.Item, width: Int, height: Int, byClass: [Double], byPart: [Double]) {
      precondition(byPart.count == partsOfSide * partsOfSide, "\(byPart.count) parts of an image")
      self.image = image
      (self.width, self.height) = (width, height)
      (self.byClass, self.byPart) = (byClass, byPart)
    }

    package var sum: Double { byClass.reduce(0, +) }
  }

  /// Chooses images of much doubt about unlike classes: the sum over the classes of the square root of the doubt in the chosen
  /// images grows most with each choice.
  package static func choose(_ count: Int, among doubts: [Doubt]) -> [LabelSuggestion] {
    var rest = doubts
    var covered = [Double](repeating: 0, count: doubts.first?.byClass.count ?? 0)
    var chosen: [LabelSuggestion] = []
    func gain(_ doubt: Doubt) -> Double {
      zip(covered, doubt.byClass).reduce(0) { $0 + ($1.0 + $1.1).squareRoot() - $1.0.squareRoot() }
    }
    while chosen.count < count, !rest.isEmpty {
      let gains = rest.map(gain)
      let best = gains.indices.reduce(0) { gains[$1] > gains[$0] ? $1 : $0 }
      let doubt = rest.remove(at: best)
      for k in covered.indices { covered[k] += doubt.byClass[k] }
      chosen.append(LabelSuggestion(doubt))
    }
    return chosen
  }

  private init(_ doubt: Doubt) {
    image = doubt.image
    self.doubt = doubt.sum
    let worst = doubt.byPart.indices.reduce(0) { doubt.byPart[$1] > doubt.byPart[$0] ? $1 : $0 }
    func range(_ part: Int, _ length: Int) -> Range<Int> {
      let start = part * length / Self.partsOfSide
      return start..<max(start + 1, (part + 1) * length / Self.partsOfSide)
    }
    rows = range(worst / Self.partsOfSide, doubt.height)
    columns = range(worst % Self.partsOfSide, doubt.width)
    doubtThere = doubt.byPart[worst]
  }
}

extension Segmenter {
  /// What the model is unsure of in an image.
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  package func doubt(
    of item: ImageFolder.Item, options: DecodingOptions, context: ComputeContext
  ) throws -> LabelSuggestion.Doubt {
    let rows = try SegmentedRows(self, of: RasterFile.open(item.url, options: options), context: context)
    let parts = LabelSuggestion.partsOfSide
    var byClass = [Double](repeating: 0, count: clusters)
    var sums = [SIMD2<Double>](repeating: .zero, count: parts * parts)
    var top = 0
    while let planes = try rows.nextProbabilities((0..<clusters).map { $0 }, count: clusters) {
      let margins = CertaintyMap.margins(of: planes)
      for (place, margin) in margins.enumerated() {
        let best = planes.indices.reduce(0) { planes[$1][place] > planes[$0][place] ? $1 : $0 }
        // A pixel without data.
        if planes[best][place] == 0 { continue }
        let doubt = 1 - Double(margin) / 255
        byClass[best] += doubt
        let (y, x) = (top + place / rows.width, place % rows.width)
        sums[y * parts / rows.height * parts + x * parts / rows.width] += SIMD2(doubt, 1)
      }
      top += margins.count / rows.width
    }
    let area = Double(rows.width * rows.height)
    return LabelSuggestion.Doubt(
      image: item, width: rows.width, height: rows.height, byClass: byClass.map { $0 / area },
      byPart: sums.map { $0.y > 0 ? $0.x / $0.y : 0 })
  }
}
