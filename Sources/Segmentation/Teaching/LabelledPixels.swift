import Basics
import Datasets
import Imaging

/// Some labelled pixels of an image.
package struct LabelledPixels: Sendable {
  /// A pixel and its class.
  package struct Pixel: Sendable {
    package var x: Int
    package var y: Int
    package var label: Int
  }

  /// Row by row from the top.
  package let pixels: [Pixel]
  /// Size of the image.
  package let width: Int
  package let height: Int
  /// Labelled pixels of each class, those that were not drawn included.
  package let counts: [Int]

  /// Labelled pixels, those that were not drawn included.
  package var count: Int { counts.reduce(0, +) }
  /// Whether the image is labelled densely, and not by scribbles.
  package var isDense: Bool { Double(count) >= TeachingSettings.denseShare * Double(width * height) }

  /// Draws pixels from labels that come in bands from the top.
  ///
  /// - Parameters:
  ///   - classes: the number of classes.
  ///   - most: the most pixels that are drawn.
  ///   - next: the next band; nil after the last. Pixels of `Label.none` have no label.
  /// - Throws: what `next` throws.
  package init(classes: Int, most: Int, random: RandomSource, next: () throws -> LabelMap?) throws {
    var random = random
    var drawn: [Pixel] = []
    var counts = [Int](repeating: 0, count: classes)
    var (width, height, seen) = (0, 0, 0)
    let capacity = min(most, TeachingSettings.pixelsOfScribbledImage)
    while let band = try next() {
      width = band.width
      for (place, value) in band.values.enumerated() where value != Label.none {
        let pixel = Pixel(x: place % width, y: height + place / width, label: Int(value))
        counts[pixel.label] += 1
        seen += 1
        // Each pixel that was seen so far stays with the same probability.
        if drawn.count < capacity {
          drawn.append(pixel)
        } else {
          let slot = Int.random(in: 0..<seen, using: &random)
          if slot < capacity { drawn[slot] = pixel }
        }
      }
      height += band.height
    }
    (self.width, self.height, self.counts) = (width, height, counts)
    let isDense = Double(seen) >= TeachingSettings.denseShare * Double(width * height)
    let wanted = min(most, isDense ? TeachingSettings.pixelsOfDenseImage : capacity)
    for slot in drawn.indices.prefix(drawn.count > wanted ? wanted : 0) {
      drawn.swapAt(slot, Int.random(in: slot..<drawn.count, using: &random))
    }
    pixels = drawn.prefix(wanted).sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }
}
