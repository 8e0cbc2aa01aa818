import Basics
import Datasets
import Foundation
import Imaging

/// Writes COCO panoptic: PNGs whose colours are the numbers of segments, red + 256 green + 65536 blue, and `panoptic.json`.
/// Source: cocodataset.org/#format-data, section 4.
package struct PanopticWriter: AnnotationWriter {
  package struct Part: Sendable {
    let image: COCOImage
    let annotation: Annotation
  }

  struct Annotation: Encodable, Sendable {
    struct Segment: Encodable, Sendable {
      let id: Int
      let category_id: Int
      let area: Int
      let bbox: [Int]
      let iscrowd: Int
    }

    let image_id: Int
    let file_name: String
    let segments_info: [Segment]
  }

  private struct File: Encodable {
    let images: [COCOImage]
    let annotations: [Annotation]
    let categories: [COCOCategory]
  }

  private static let mostSegments = 1 << 24 - 1

  private let folder: URL
  private let pictures: OutputFolder
  private let reading: AnnotationReading

  package init(_ reading: AnnotationReading, to folder: URL) {
    self.reading = reading
    self.folder = folder
    pictures = OutputFolder(folder.appending(path: "panoptic"), pathExtension: "png")
  }

  package var index: URL? { folder.appending(path: "panoptic.json") }
  package var outputs: [OutputFolder] { [pictures] }

  package func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: Part, segments: Int) {
    try pictures.prepare(for: mask.named)
    let info = try reading.info(of: mask)
    let sink = try RasterFile.create(
      pictures.file(for: mask.named), width: info.width, height: info.height, encoding: .png(bands: 3))
    let found = try reading.segments(of: mask, progress: progress) { numbers, height in
      var samples: [UInt8] = []
      samples.reserveCapacity(3 * numbers.count)
      for number in numbers {
        for shift: UInt32 in [0, 8, 16] { samples.append(UInt8(truncatingIfNeeded: number >> shift)) }
      }
      try sink.write(Raster(width: info.width, height: height, bands: 3, values: samples))
    }
    guard found.segments.count <= Self.mostSegments else {
      throw AnnotationError.tooManySegments(
        path: mask.item.url.path, count: found.segments.count, limit: Self.mostSegments)
    }
    try sink.finish()
    let part = Part(
      image: COCOImage(mask, info: info),
      annotation: Annotation(
        image_id: mask.number, file_name: "\(mask.named.stem).png",
        segments_info: found.segments.map { segment in
          .init(
            id: segment.number, category_id: segment.entry.number, area: segment.area,
            bbox: [segment.left, segment.top, segment.width, segment.height], iscrowd: 0)
        }))
    return (part, found.segments.count)
  }

  package func finish(_ parts: [Part]) throws {
    guard let index else { return }
    try CompactJSON.write(
      File(
        images: parts.map(\.image), annotations: parts.map(\.annotation),
        categories: reading.classes.entries.map(COCOCategory.init)), to: index)
  }
}
