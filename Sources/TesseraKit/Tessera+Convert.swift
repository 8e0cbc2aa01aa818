import Basics
import Datasets
import Foundation
import Imaging
import Interchange

extension Tessera {
  /// How masks are written for another program.
  public struct AnnotationSettings: Sendable {
    /// The program that the files are for.
    public var format: AnnotationFormat
    /// The names of the classes whose regions are segments of their own. The pixels of any other class are one segment.
    public var things: [String] = []
    /// Which pixels of one value belong to one region.
    public var connectivity = Connectivity.four
    /// What stands before the path of an image in the tasks of Label Studio.
    public var imageAddress = "/data/local-files/?d="

    /// The settings of a format as their defaults have them.
    public init(_ format: AnnotationFormat) { self.format = format }
  }

  /// What converting masks gives.
  public struct Converted: Sendable {
    /// Where the files are.
    public let folder: URL
    /// Masks that were converted.
    public let masks: Int
    /// The segments in them.
    public let segments: Int
    /// Masks that could not be converted.
    public let failures: [FileFailure]
  }

  /// Writes the segments of masks in the form of another program.
  /// - Parameters:
  ///   - masks: the masks whose segments are written.
  ///   - path: the folder of the masks, or one mask; the files beside it name the values.
  ///   - settings: the program that the files are for, and what it is told.
  ///   - images: the images of the masks, which give their names and sizes; nil where masks go by their own.
  ///   - folder: gets the files.
  ///   - replaces: whether files that are there already are replaced.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError` for files that must not be replaced and masks of one name; `NamingError`, ``AnnotationError``,
  ///   `FileAccessError`. A mask that cannot be converted is among the failures.
  @discardableResult
  public static func convert(
    _ masks: ImageFolder, at path: URL, by settings: AnnotationSettings, images: FilePairing? = nil, into folder: URL,
    replaces: Bool = false, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> Converted {
    try masks.checkStems()
    let options = options.warning(report)
    let named = try MaskFolderLegend(of: path).classes
    let files = MaskFiles(named, options: options)
    let classes = named.isEmpty ? classes(of: masks, files: files, parallel: parallel) : named
    let reading = AnnotationReading(
      files: files, classes: try AnnotationClasses(classes, things: settings.things, path: path.path),
      connectivity: settings.connectivity)
    let task = AnnotationTask(
      masks: masks, images: images, folder: folder, replaces: replaces, options: options, parallel: parallel,
      report: report)
    switch settings.format {
    case .cocoPanoptic: return try task.run(PanopticWriter(reading, to: folder))
    case .coco: return try task.run(COCOWriter(reading, to: folder))
    case .cvat: return try task.run(try CVATWriter(reading, to: folder))
    case .labelStudio: return try task.run(LabelStudioWriter(reading, address: settings.imageAddress, to: folder))
    case .labelme: return try task.run(LabelmeWriter(reading, to: folder))
    }
  }

  /// A class for each value of masks that nothing names. Masks that cannot be read are told later.
  private static func classes(of masks: ImageFolder, files: MaskFiles, parallel: Parallel) -> [NamedClass] {
    let found = parallel.attempt(masks.items, path: \.url.path) { item in
      let rows = try files.open(item.url)
      var values: Set<UInt16> = []
      while let band = try rows.readLabels(MaskBlocks.rows(of: rows.info)) { values.formUnion(band.values) }
      return values
    }.values
    return found.reduce(into: Set<UInt16>()) { $0.formUnion($1 ?? []) }.subtracting([Label.none]).sorted().map {
      NamedClass(name: "\($0)", values: [$0])
    }
  }
}

/// Masks on their way to the form of another program.
private struct AnnotationTask {
  let masks: ImageFolder
  let images: FilePairing?
  let folder: URL
  let replaces: Bool
  let options: DecodingOptions
  let parallel: Parallel
  let report: Tessera.Report

  func run(_ writer: some AnnotationWriter) throws -> Tessera.Converted {
    let partners = Dictionary((images?.pairs ?? []).map { ($0.first, $0.second) }) { first, _ in first }
    let work = masks.items.enumerated().map { AnnotatedMask($1, number: $0 + 1, image: partners[$1]) }
    if let index = writer.index, !replaces, FileIdentity.kind(index) != nil {
      throw DatasetError.wouldReplaceFile(path: index.path)
    }
    for output in writer.outputs {
      // Without the index that shows that they are complete, files are those of a conversion that was broken off.
      let existing = replaces || writer.index != nil ? OutputFolder.Existing.replace : .refuse
      _ = try output.pending(work.map(\.named), existing: existing, inputs: masks.items)
    }
    try FileAccessError.createFolder(folder)
    if let alone = images?.firstAlone, let example = alone.first {
      report(
        .warning(
          "\(NumberText.count(alone.count, "mask has", "masks have")) no image, such as \(example.relativePath); "
            + "the files name the mask in place of the image"))
    }
    let infos = masks.items.map { try? RasterFile.info(of: $0.url, options: options) }
    report(.begins(.tracing, total: MaskBlocks.count(infos), done: 0))
    let (parts, failures) = parallel.attempt(work, path: \.item.url.path) { mask in
      try writer.convert(mask) { report(.advanced) }
    }
    let done = parts.compactMap { $0 }
    let segments = done.reduce(0) { $0 + $1.segments }
    if !done.isEmpty {
      if segments == 0 { report(.warning("no pixel of the masks has a class, so no segment was written")) }
      try writer.finish(done.map(\.part))
    }
    return Tessera.Converted(folder: folder, masks: done.count, segments: segments, failures: failures)
  }
}
