import Basics
import Datasets
import Imaging
import NeuralNet

/// The rows of an image that the tiles at work look at: filled from below, dropped from above.
struct RowWindow {
  /// The first row that is held.
  private(set) var firstRow = 0
  /// The rows that are held; nil before the first.
  private(set) var image: RasterImage?

  /// The row after the last that is held.
  var endRow: Int { firstRow + (image?.height ?? 0) }

  mutating func append(_ band: RasterImage) {
    guard let image else {
      self.image = band
      return
    }
    let samples: RasterImage.Samples
    switch (image.samples, band.samples) {
    case (.bits8(let held), .bits8(let new)): samples = .bits8(held + new)
    case (.bits16(let held), .bits16(let new)): samples = .bits16(held + new)
    default: preconditionFailure("the bands of an image have one bit depth")
    }
    self.image = RasterImage(
      width: image.width, height: image.height + band.height, channels: image.channels, samples: samples)
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
