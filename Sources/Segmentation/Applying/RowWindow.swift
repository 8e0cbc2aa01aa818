import Basics
import Datasets
import Imaging
import NeuralNet

/// The rows of an image that the tiles at work look at: filled from below, dropped from above.
struct RowWindow {
  /// The first row that is held.
  private(set) var firstRow = 0
  /// The rows that are held; nil before the first.
  private(set) var image: Raster?

  /// The row after the last that is held.
  var endRow: Int { firstRow + (image?.height ?? 0) }

  mutating func append(_ band: Raster) {
    image = image?.appending(band) ?? band
  }

  mutating func drop(before row: Int) {
    guard let image, row > firstRow else { return }
    let count = min(row - firstRow, image.height)
    firstRow += count
    self.image =
      count == image.height
      ? nil : image.cropped(x: 0, y: count, width: image.width, height: image.height - count)
  }
}
