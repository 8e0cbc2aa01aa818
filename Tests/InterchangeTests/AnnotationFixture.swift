import Basics
import Datasets
import Foundation
import Imaging
import Interchange
import TestSupport

/// A mask of 5 x 4 pixels with a hole, two regions of one class, and a pixel without a class.
struct AnnotationFixture {
  let folder: TemporaryFolder
  static let labels = LabelMap(
    width: 5, height: 4,
    values: [
      0, 0, 0, 1, 1,
      0, 2, 0, 1, 1,
      0, 0, 0, 2, 255,
      1, 1, 2, 2, 2,
    ])
  static let classes = [
    NamedClass(name: "wood", colours: [Palette.Colour(hex: 0x00FF00)], values: [0]),
    NamedClass(name: "straße & <weg>", colours: [Palette.Colour(hex: 0xFF0000)], values: [1]),
    NamedClass(name: "water", colours: [Palette.Colour(hex: 0x0000FF)], values: [2]),
  ]

  let item: ImageFolder.Item

  init() throws {
    folder = try TemporaryFolder()
    let url = folder.file("ä.png")
    try Self.labels.write(to: url, palette: .standard)
    item = ImageFolder.Item(url: url, relativePath: "sub/ä.png")
  }

  var mask: AnnotatedMask { AnnotatedMask(item, number: 1, image: nil) }

  static func reading(things: [String] = []) throws -> AnnotationReading {
    AnnotationReading(
      files: MaskFiles(classes, options: .init()),
      classes: try AnnotationClasses(classes, things: things, path: "masks"), connectivity: .four)
  }

  func segments(things: [String] = []) throws -> MaskSegments {
    let reading = try Self.reading(things: things)
    return try MaskSegments(
      of: item, files: reading.files, classes: reading.classes, connectivity: reading.connectivity)
  }

  /// The JSON in a file of the folder.
  func json<Value>(_ path: String, as type: Value.Type) throws -> Value? {
    try JSONSerialization.jsonObject(with: Data(contentsOf: folder.file(path))) as? Value
  }
}
