import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

extension Segmenter {
  /// The label map of an image in memory.
  /// - Throws: ``SegmentationError/channelsMissing(path:channels:needed:)``.
  public func segment(_ image: RasterImage, name: String = "image", context: ComputeContext) throws -> LabelMap {
    let bands = try SegmentedRows(self, of: RasterRows(image, name: name), context: context)
    var values: [UInt8] = []
    while let band = try bands.next() { values += band.values }
    return LabelMap(width: image.width, height: image.height, values: values)
  }

  /// Writes the label map of an image file, a band of rows at a time: an 8-bit palette PNG unless ``encoding`` says
  /// otherwise.
  /// - Parameter workers: contexts of one thread each, among which the tiles of large images are shared out.
  /// - Throws: `ImageIOError`, ``SegmentationError``.
  public func segment(
    _ input: URL, to output: URL, options: DecodingOptions = .init(), context: ComputeContext,
    workers: [ComputeContext] = []
  ) throws {
    let reader = try ImageReader(contentsOf: input, options: options)
    let bands = try SegmentedRows(self, of: reader, context: context, workers: workers)
    let writers = try encoding.files(for: output).map { file in
      try ImageWriter(to: file, width: bands.width, height: bands.height, encoding: encoding.imageEncoding)
    }
    if encoding.format == .probability {
      while let planes = try bands.nextProbabilities(encoding.groups, count: encoding.entries.count) {
        for (writer, plane) in zip(writers, planes) { try writer.write(plane) }
      }
    } else {
      while let band = try bands.next() { for writer in writers { try writer.write(encoding.samples(of: band)) } }
    }
    for writer in writers { try writer.finish() }
  }
}
