import Basics
import Datasets
import Foundation
import Imaging

/// Writes a JSON of labelme for each mask, with a shape for each region.
///
/// A region without holes is a polygon along the sides of its pixels. labelme's polygons have no holes, so a region with holes is a
/// mask: the rectangle around it, with a PNG of its pixels.
package struct LabelmeWriter: AnnotationWriter {
  private struct File: Encodable {
    var version = "5.2.0"
    var flags: [String: Bool] = [:]
    let shapes: [Shape]
    let imagePath: String
    let imageData: String?
    let imageHeight: Int
    let imageWidth: Int

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(version, forKey: .version)
      try container.encode(flags, forKey: .flags)
      try container.encode(shapes, forKey: .shapes)
      try container.encode(imagePath, forKey: .imagePath)
      // labelme wants the key.
      try container.encode(imageData, forKey: .imageData)
      try container.encode(imageHeight, forKey: .imageHeight)
      try container.encode(imageWidth, forKey: .imageWidth)
    }

    private enum CodingKeys: String, CodingKey {
      case version, flags, shapes, imagePath, imageData, imageHeight, imageWidth
    }
  }

  private struct Shape: Encodable {
    let label: String
    let points: [[Int]]
    /// The polygons of one region have one number.
    let group_id: Int?
    var description = ""
    let shape_type: String
    var flags: [String: Bool] = [:]
    let mask: String?
  }

  private let reading: AnnotationReading
  private let output: OutputFolder

  package init(_ reading: AnnotationReading, to folder: URL) {
    self.reading = reading
    output = OutputFolder(folder, pathExtension: "json")
  }

  package var index: URL? { nil }
  package var outputs: [OutputFolder] { [output] }

  package func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: String, segments: Int) {
    let found = try reading.segments(of: mask, progress: progress)
    let measure = try RegionMeasure(.pixels(1), of: found.info)
    var shapes: [Shape] = []
    try found.rings.forEach(measure) { region in
      let entry = try reading.classes.entry(of: region.label, path: mask.item.url.path)
      let group = region.polygons.count > 1 ? shapes.count + 1 : nil
      for rings in region.polygons {
        shapes.append(rings.count == 1 ? polygon(rings[0], entry, group) : try picture(rings, entry, group))
      }
    }
    try output.prepare(for: mask.named)
    let file = output.file(for: mask.named)
    try CompactJSON.write(
      File(
        shapes: shapes, imagePath: RelativePath.path(to: mask.named.url, from: file),
        imageData: nil, imageHeight: found.info.height, imageWidth: found.info.width), to: file)
    return (mask.named.stem, shapes.count)
  }

  package func finish(_ stems: [String]) {}

  private func polygon(_ ring: [PixelCorner], _ entry: AnnotationClasses.Entry, _ group: Int?) -> Shape {
    Shape(
      label: entry.name, points: ring.dropLast().map { [Int($0.x), Int($0.y)] }, group_id: group,
      shape_type: "polygon", mask: nil)
  }

  private func picture(_ rings: [[PixelCorner]], _ entry: AnnotationClasses.Entry, _ group: Int?) throws -> Shape {
    let filled = FilledRings(rings)
    let pixels = Raster(
      width: filled.width, height: filled.height, bands: 1, values: filled.values.map { $0 ? 255 : 0 })
    let png = try RasterFile.bytes(of: pixels, encoding: .png(bands: 1))
    // The corners of a mask are pixels within it.
    return Shape(
      label: entry.name,
      points: [
        [filled.left, filled.top], [filled.left + filled.width - 1, filled.top + filled.height - 1],
      ], group_id: group, shape_type: "mask", mask: Data(png).base64EncodedString())
  }
}
