import Basics
import Datasets
import Foundation
import Imaging

/// Writes "Segmentation mask 1.1" of CVAT, which is the layout of Pascal VOC with `labelmap.txt`.
/// Source: docs.cvat.ai, "Segmentation mask".
package struct CVATWriter: AnnotationWriter {
  private let folder: URL
  private let reading: AnnotationReading
  private let colours: [Palette.Colour]
  private let classMasks: OutputFolder
  private let objectMasks: OutputFolder

  /// Readers know the colours of so many objects.
  private static let mostObjects = 255

  /// - Throws: ``AnnotationError/unfitName(path:name:reason:)`` for names that the list of classes cannot hold.
  package init(_ reading: AnnotationReading, to folder: URL) throws {
    self.reading = reading
    self.folder = folder
    colours = CVATColours.ofClasses(reading.classes.entries)
    classMasks = OutputFolder(folder.appending(path: "SegmentationClass"), pathExtension: "png")
    objectMasks = OutputFolder(folder.appending(path: "SegmentationObject"), pathExtension: "png")
    for entry in reading.classes.entries {
      if entry.name.contains(where: { $0 == ":" || $0.isNewline }) || entry.name.hasPrefix("#") {
        throw AnnotationError.unfitName(
          path: folder.path, name: entry.name,
          reason: "labelmap.txt has a colon after the name and # before remarks; rename the class")
      }
      if entry.name == "background" {
        throw AnnotationError.unfitName(
          path: folder.path, name: entry.name,
          reason: "CVAT takes it for pixels without a class; rename the class")
      }
    }
  }

  package var index: URL? { folder.appending(path: "labelmap.txt") }
  package var outputs: [OutputFolder] { [classMasks, objectMasks] }

  package func convert(_ mask: AnnotatedMask, progress: () -> Void) throws -> (part: String, segments: Int) {
    let info = try reading.info(of: mask)
    let found = try reading.segments(of: mask, progress: progress)
    guard found.segments.count <= Self.mostObjects else {
      throw AnnotationError.tooManySegments(
        path: mask.item.url.path, count: found.segments.count, limit: Self.mostObjects)
    }
    let black = Palette.Colour(hex: 0)
    let ofClasses = [black] + found.segments.map { colours[$0.entry.number - 1] }
    let ofObjects = [black] + found.segments.map { CVATColours.ofObject($0.number) }
    for output in outputs { try output.prepare(for: mask.named) }
    let sinks = try outputs.map { output in
      try RasterFile.create(
        output.file(for: mask.named), width: info.width, height: info.height, encoding: .png(bands: 3))
    }
    // Read once more, since the number of objects is known only now.
    _ = try reading.segments(of: mask, progress: {}) { numbers, height in
      for (sink, table) in zip(sinks, [ofClasses, ofObjects]) {
        var samples: [UInt8] = []
        samples.reserveCapacity(3 * numbers.count)
        for number in numbers {
          let colour = table[Int(number)]
          samples.append(colour.red)
          samples.append(colour.green)
          samples.append(colour.blue)
        }
        try sink.write(Raster(width: info.width, height: height, bands: 3, values: samples))
      }
    }
    for sink in sinks { try sink.finish() }
    return (mask.named.stem, found.segments.count)
  }

  package func finish(_ stems: [String]) throws {
    guard let index else { return }
    let sets = folder.appending(path: "ImageSets/Segmentation")
    try FileAccessError.createFolder(sets)
    try AtomicFile.write(stems.map { $0 + "\n" }.joined(), to: sets.appending(path: "default.txt"))
    let lines = zip(reading.classes.entries, colours).map { entry, colour in
      "\(entry.name):\(colour.red),\(colour.green),\(colour.blue)::\n"
    }
    try AtomicFile.write(
      "# label:color_rgb:parts:actions\nbackground:0,0,0::\n" + lines.joined(), to: index)
  }
}
