import Basics
import Datasets
import Foundation
import Imaging

/// Writes `annotations.json` of COCO: for each segment its compressed run lengths.
package struct COCOWriter: AnnotationWriter {
  package struct Part: Sendable {
    let image: COCOImage
    var annotations: [Annotation]
  }

  struct Annotation: Encodable, Sendable {
    struct RunLengths: Encodable, Sendable {
      let size: [Int]
      let counts: String
    }

    var id = 0
    let image_id: Int
    let category_id: Int
    let segmentation: RunLengths
    let area: Int
    let bbox: [Int]
    let iscrowd: Int
  }

  private struct File: Encodable {
    let images: [COCOImage]
    let annotations: [Annotation]
    let categories: [COCOCategory]
  }

  private let folder: URL
  private let reading: AnnotationReading

  package init(_ reading: AnnotationReading, to folder: URL) {
    self.reading = reading
    self.folder = folder
  }

  package var index: URL? { folder.appending(path: "annotations.json") }
  package var outputs: [OutputFolder] { [] }

  package func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: Part, segments: Int) {
    let found = try reading.segments(of: mask, progress: progress)
    let (width, height) = (found.info.width, found.info.height)
    let part = Part(
      image: COCOImage(mask, info: found.info),
      annotations: found.segments.map { segment in
        Annotation(
          image_id: mask.number, category_id: segment.entry.number,
          segmentation: .init(
            size: [height, width],
            counts: COCORunLengths.text(of: segment, imageWidth: width, imageHeight: height)),
          area: segment.area, bbox: [segment.left, segment.top, segment.width, segment.height], iscrowd: 0)
      })
    return (part, found.segments.count)
  }

  package func finish(_ parts: [Part]) throws {
    guard let index else { return }
    var annotations = parts.flatMap(\.annotations)
    for place in annotations.indices { annotations[place].id = place + 1 }
    try CompactJSON.write(
      File(
        images: parts.map(\.image), annotations: annotations,
        categories: reading.classes.entries.map(COCOCategory.init)), to: index)
  }
}
