import Basics
import Datasets
import Foundation
import Imaging

/// Writes the segments of masks in the form of another program.
package protocol AnnotationWriter: Sendable {
  /// What stays of a mask until all are read.
  associatedtype Part: Sendable

  /// The file that is written last, which shows that the others are complete; nil where each mask has a file of its own.
  var index: URL? { get }
  /// The folders that get a file for each mask, named by its image.
  var outputs: [OutputFolder] { get }
  /// Reads a mask, and writes the files that are its own. Several masks are converted at the same time.
  /// - Returns: what stays of the mask, and how many segments it has.
  /// - Throws: as ``MaskSegments``; `FileAccessError`.
  func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: Part, segments: Int)
  /// Writes the files of all masks.
  /// - Throws: `FileAccessError`.
  func finish(_ parts: [Part]) throws
}

/// A mask and what is known of its image.
package struct AnnotatedMask: Sendable {
  package let item: ImageFolder.Item
  /// From 1 on.
  package let number: Int
  /// The image; nil where none was given.
  package let image: ImageFolder.Item?

  package init(_ item: ImageFolder.Item, number: Int, image: ImageFolder.Item?) {
    self.item = item
    self.number = number
    self.image = image
  }

  /// The image, or the mask where no image was given: what files are named by.
  package var named: ImageFolder.Item { image ?? item }
}

/// How masks are read for annotations.
package struct AnnotationReading: Sendable {
  package let files: MaskFiles
  package let classes: AnnotationClasses
  package let connectivity: Connectivity

  package init(files: MaskFiles, classes: AnnotationClasses, connectivity: Connectivity) {
    self.files = files
    self.classes = classes
    self.connectivity = connectivity
  }

  /// The segments of a mask, after its size was compared with that of its image.
  func segments(
    of mask: AnnotatedMask, progress: () -> Void, rows: ((_ numbers: [UInt32], _ height: Int) throws -> Void)? = nil
  ) throws -> MaskSegments {
    if let image = mask.image {
      try info(of: mask).checkSize(equals: RasterFile.info(of: image.url, options: files.options))
    }
    return try MaskSegments(
      of: mask.item, files: files, classes: classes, connectivity: connectivity, progress: progress, rows: rows)
  }

  /// The size of a mask.
  func info(of mask: AnnotatedMask) throws -> RasterInfo {
    try RasterFile.info(of: mask.item.url, options: files.options)
  }
}

/// JSON on one line, since files of annotations are large and for programs.
enum CompactJSON {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func write(_ value: some Encodable, to url: URL) throws {
    try AtomicFile.write(encode(value) + "\n", to: url)
  }
}
