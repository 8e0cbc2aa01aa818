import Basics
import Datasets
import Foundation
import Imaging

/// Writes `tasks.json`, tasks with predictions for Label Studio, and `labels.xml`, the labelling configuration that they fit.
package struct LabelStudioWriter: AnnotationWriter {
  package struct Part: Encodable, Sendable {
    struct Prediction: Encodable, Sendable {
      let model_version: String
      let result: [Region]
    }

    struct Region: Encodable, Sendable {
      struct Value: Encodable, Sendable {
        var format = "rle"
        let rle: [UInt8]
        let brushlabels: [String]
      }

      let id: String
      var type = "brushlabels"
      var from_name = "tag"
      var to_name = "image"
      let original_width: Int
      let original_height: Int
      var image_rotation = 0
      let value: Value
    }

    let data: [String: String]
    let predictions: [Prediction]
  }

  private let folder: URL
  private let reading: AnnotationReading
  private let address: String

  /// - Parameter address: what stands before the path of an image in the tasks.
  package init(_ reading: AnnotationReading, address: String, to folder: URL) {
    self.reading = reading
    self.address = address
    self.folder = folder
  }

  package var index: URL? { folder.appending(path: "tasks.json") }
  package var outputs: [OutputFolder] { [] }

  package func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: Part, segments: Int) {
    let found = try reading.segments(of: mask, progress: progress)
    let (width, height) = (found.info.width, found.info.height)
    let name = mask.named.relativePath
    let path = name.addingPercentEncoding(withAllowedCharacters: Self.plain) ?? name
    let part = Part(
      data: ["image": address + path],
      predictions: [
        .init(
          model_version: "tessera",
          result: found.segments.map { segment in
            .init(
              id: "\(mask.number)-\(segment.number)", original_width: width, original_height: height,
              value: .init(
                rle: LabelStudioRunLengths.bytes(of: segment.runs, count: width * height),
                brushlabels: [segment.entry.name]))
          })
      ])
    return (part, found.segments.count)
  }

  package func finish(_ parts: [Part]) throws {
    guard let index else { return }
    try AtomicFile.write(configuration, to: folder.appending(path: "labels.xml"))
    try CompactJSON.write(parts, to: index)
  }

  /// The characters that paths keep in addresses.
  private static let plain = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")

  private var configuration: String {
    let labels = reading.classes.entries.map { entry in
      "    <Label value=\"\(Markup.escape(entry.name))\" background=\"\(entry.colour.hexString)\"/>\n"
    }
    return
      "<View>\n  <Image name=\"image\" value=\"$image\" zoom=\"true\"/>\n  <BrushLabels name=\"tag\" toName=\"image\">\n"
      + labels.joined() + "  </BrushLabels>\n</View>\n"
  }
}
