import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Segmentation
import Synchronization

extension Tessera {
  /// What segmenting a folder gives.
  public struct Segmented: Sendable {
    /// The folder of the masks.
    public let masks: OutputFolder
    /// The images whose masks are there now, those that were there already included.
    public let done: [ImageFolder.Item]
    /// Masks written.
    public let written: Int
    /// Images whose mask was there already.
    public let skipped: Int
    /// What the masks show.
    public let naming: Naming
    /// How many clusters or classes of the naming occur in the masks; nil where they were not counted, as for masks of
    /// probabilities and masks that were there already.
    public let occurring: Int?
    /// Images that could not be segmented.
    public let failures: [FileFailure]
  }

  /// Writes a mask for each image, and beside the masks what they show.
  /// - Parameters:
  ///   - images: the images that get masks.
  ///   - segmenter: the model, and what the masks show.
  ///   - folder: gets the masks.
  ///   - existing: what happens to masks that are there already.
  ///   - options: what is accepted of the images.
  ///   - context: the threads that are used, and temporary memory.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError` for masks that must not be replaced and images whose masks would have one name;
  ///   `FileAccessError`. An image that cannot be segmented is among the failures.
  @discardableResult
  public static func segment(
    _ images: ImageFolder, with segmenter: Segmenter, into folder: URL, existing: OutputFolder.Existing = .refuse,
    options: DecodingOptions = .init(), context: ComputeContext = ComputeContext(), report: @escaping Report = { _ in }
  ) throws -> Segmented {
    let output = OutputFolder(folder, pathExtension: segmenter.encoding.lastExtension)
    try images.checkStems()
    let pending = try output.pending(images.items, existing: existing)
    var task = FolderSegmentation(segmenter, output: output, options: options.warning(report))
    task.replaces = existing == .replace
    try task.writeStyle()
    report(.begins(.segmenting, total: pending.count, done: 0))
    let shown = Mutex(Set<UInt16>())
    let failures = task.run(
      pending, context: context, warn: { report(.warning($0)) },
      shows: { clusters in shown.withLock { $0.formUnion(clusters) } }, progress: { report(.advanced) })
    let failed = Set(failures.map(\.path))
    return Segmented(
      masks: output, done: images.items.filter { !failed.contains($0.url.path) },
      written: pending.count - failures.count, skipped: images.items.count - pending.count,
      naming: segmenter.encoding.naming,
      occurring: pending.count == images.items.count ? occurring(shown.withLock { $0 }, in: segmenter.encoding) : nil,
      failures: failures)
  }

  /// Joins masks that are GeoTIFFs to one map, and writes beside it how QGIS shows its classes.
  /// - Parameters:
  ///   - segmented: at least one mask.
  ///   - encoding: that of the masks.
  ///   - file: a `.vrt` that refers to the masks, or a `.tif` that holds their pixels. An older file is replaced.
  ///   - options: what is accepted of the files.
  /// - Throws: as `RasterMosaic.write`.
  public static func mosaic(
    _ segmented: Segmented, of encoding: MaskEncoding, to file: URL, options: DecodingOptions = .init()
  ) throws {
    try RasterMosaic.write(
      segmented.done.map(segmented.masks.file), to: file, overviews: encoding.format.isMeasure ? .average : .mode,
      options: options)
    guard encoding.format == .index else { return }
    let style = MaskStyle(encoding.naming)
    _ = try GeoreferenceFiles.write(beside: file, categories: style.categories, style: style.qml, replaces: true)
  }

  /// How many of the naming's clusters or classes the clusters stand for; nil where there are none.
  private static func occurring(_ clusters: Set<UInt16>, in encoding: MaskEncoding) -> Int? {
    guard !clusters.isEmpty else { return nil }
    let classOfCluster = encoding.naming.classOfCluster
    return Set(clusters.compactMap { classOfCluster.indices.contains(Int($0)) ? classOfCluster[Int($0)] : nil }).count
  }
}
