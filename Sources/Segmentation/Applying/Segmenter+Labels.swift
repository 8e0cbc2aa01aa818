import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

extension Segmenter {
  /// Counts how often the clusters of an image fall together with the classes of its label file.
  /// - Parameter reading: how the labels of the file's folder are read.
  /// - Throws: `ImageIOError`, `ClassTableError`, ``SegmentationError``.
  package func counts(
    of image: URL, label: URL, reading: LabelReading, options: DecodingOptions, context: ComputeContext
  ) throws -> ConfusionMatrix {
    let source = try RasterFile.open(image, options: options)
    let labels = try ClassReader(contentsOf: label, reading: reading, options: options)
    try labels.info.checkSize(equals: source.info)
    let rows = try SegmentedRows(self, of: source, context: context)
    var matrix = ConfusionMatrix()
    while let band = try rows.next() {
      var values: [UInt16] = []
      while values.count < band.values.count,
        let part = try labels.readLabels(band.height - values.count / band.width)
      {
        values += part.values
      }
      guard values.count == band.values.count else { return matrix }
      matrix.add(masks: band, classes: LabelMap(width: band.width, height: band.height, values: values))
    }
    return matrix
  }
}
