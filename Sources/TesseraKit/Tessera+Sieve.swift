import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What merging small regions gives.
  public struct Sieved: Sendable {
    /// The folder of the masks.
    public let masks: OutputFolder
    /// Masks written.
    public let written: Int
    /// Masks that were there already.
    public let skipped: Int
    /// The regions of the masks that were written.
    public let counts: SieveCounts
    /// Masks that could not be worked on.
    public let failures: [FileFailure]
  }

  /// Writes each mask once more, without regions below a size, and what lies beside the masks: names, colours and places on Earth.
  ///
  /// The masks keep their values and colours. A folder of GeoTIFFs gives GeoTIFFs, any other gives PNGs.
  /// - Parameters:
  ///   - masks: the masks that are read.
  ///   - path: the folder of the masks, or one mask; the files beside it go along.
  ///   - sieve: the least size of a region, and what belongs together.
  ///   - folder: gets the masks without small regions.
  ///   - existing: what happens to masks that are there already.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError` for masks that must not be replaced and masks of one name; `FileAccessError`. A mask that cannot be
  ///   read is among the failures.
  @discardableResult
  public static func sieve(
    _ masks: ImageFolder, at path: URL, with sieve: Sieve, into folder: URL,
    existing: OutputFolder.Existing = .refuse, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> Sieved {
    let formats = masks.items.compactMap { try? RasterFile.info(of: $0.url, options: options).format?.name }
    let areGeoTIFFs = !formats.isEmpty && formats.allSatisfy { $0 == RasterFormat.geoTIFF.name }
    let output = OutputFolder(folder, pathExtension: areGeoTIFFs ? "tif" : "png")
    try masks.checkStems()
    let pending = try output.pending(masks.items, existing: existing)
    let legend = try MaskFolderLegend(of: path)
    try legend.write(to: output, replaces: existing == .replace)
    let options = options.warning(report)
    var task = FolderSieve(sieve, legend: legend, output: output, options: options)
    task.replaces = existing == .replace
    let infos = pending.map { try? RasterFile.info(of: $0.url, options: options) }
    report(.begins(.sieving, total: MaskBlocks.count(infos), done: 0))
    let (counts, failures) = task.run(
      pending, infos: infos, parallel: parallel, warn: { report(.warning($0)) }, progress: { report(.advanced) })
    return Sieved(
      masks: output, written: pending.count - failures.count, skipped: masks.items.count - pending.count,
      counts: counts.reduce(SieveCounts()) { $0 + ($1 ?? SieveCounts()) }, failures: failures)
  }
}
