import Basics
import Datasets
import Foundation
import Imaging

/// Where the labels of an image come from.
package enum LabelSource: Sendable {
  /// A label file, and how the files of its folder are read.
  case file(URL, LabelReading)
  /// What was painted on the image, in a file of scribbles.
  case scribbles(Scribbles, path: String)

  /// The file of the labels.
  package var path: String {
    switch self {
    case .file(let url, _): url.path
    case .scribbles(_, let path): path
    }
  }

  /// The labels of an image in bands from the top.
  /// - Throws: `ImageIOError`, also for labels of another size than the image; ``LabelFileError``.
  func rows(of image: ImageFolder.Item, options: DecodingOptions) throws -> () throws -> LabelMap? {
    let info = try RasterFile.info(of: image.url, options: options)
    switch self {
    case .file(let url, let reading):
      let reader = try ClassReader(contentsOf: url, reading: reading, options: options)
      try reader.info.checkSize(equals: info)
      return { try reader.readLabels(max(1, (1 << 18) / info.width)) }
    case .scribbles(let scribbles, _):
      var map = scribbles.labels(of: image.relativePath, width: info.width, height: info.height)
      return {
        defer { map = nil }
        return map
      }
    }
  }
}
