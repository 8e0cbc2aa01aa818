import Basics
import Foundation
import Imaging

/// Merges the small regions of many masks into their neighbours: small masks side by side, large ones one after another.
package struct FolderSieve: Sendable {
  package let sieve: Sieve
  package let output: OutputFolder
  private let files: MaskFiles
  /// What lies beside the masks and goes along with them.
  package let legend: MaskFolderLegend
  /// Whether files beside the masks give way that are there already.
  package var replaces = true

  /// Masks of more pixels than this are worked on one after another, since the regions of each are held in memory.
  private static let largePixels = 1 << 24

  package init(_ sieve: Sieve, legend: MaskFolderLegend, output: OutputFolder, options: DecodingOptions = .init()) {
    self.sieve = sieve
    self.legend = legend
    self.output = output
    files = MaskFiles(legend.classes, options: options)
  }

  /// Writes the mask of every item that can be read, as it is stored, and beside it what places it on Earth.
  /// - Parameters:
  ///   - warn: is told what the user should know.
  ///   - infos: of the items; nil for one that cannot be read.
  ///   - progress: is called after each of the blocks of ``MaskBlocks``.
  /// - Returns: what was merged in each mask, nil for one that failed; and what failed.
  package func run(
    _ items: [ImageFolder.Item], infos: [RasterInfo?], parallel: Parallel,
    warn: @Sendable (String) -> Void = { _ in },
    progress: @Sendable () -> Void = {}
  ) -> (counts: [SieveCounts?], failures: [FileFailure]) {
    output.removeAbandoned(of: items)
    let isLarge = infos.map { info in info.map { $0.width * $0.height > Self.largePixels } ?? false }
    let (small, smallFailures) = run(
      items.indices.filter { !isLarge[$0] }, of: items, parallel: parallel, warn, progress)
    let (large, largeFailures) = run(
      items.indices.filter { isLarge[$0] }, of: items, parallel: Parallel(threads: 1), warn, progress)
    return (small + large, smallFailures + largeFailures)
  }

  private func run(
    _ indices: [Int], of items: [ImageFolder.Item], parallel: Parallel, _ warn: @Sendable (String) -> Void,
    _ progress: @Sendable () -> Void
  ) -> ([SieveCounts?], [FileFailure]) {
    parallel.attempt(indices, path: { items[$0].url.path }) { index in
      try output.prepare(for: items[index])
      return try write(items[index].url, to: output.file(for: items[index]), warn, progress)
    }
  }

  private func write(
    _ mask: URL, to file: URL, _ warn: @Sendable (String) -> Void, _ progress: @Sendable () -> Void
  ) throws -> SieveCounts {
    let first = try files.open(mask)
    let info = first.info
    let count = MaskBlocks.rows(of: info)
    var scan = try SieveScan(sieve, of: info)
    while let band = try first.readRows(count) {
      try scan.add(band)
      progress()
    }
    let regions = scan.finish()
    // First, so that a mask that is there is complete and a resumed run may pass it over.
    let container: MaskEncoding.Container = output.pathExtension == "tif" ? .geoTIFF : .png
    let beside =
      container == .geoTIFF
      ? try GeoreferenceFiles.write(
        beside: file, categories: legend.classes.isEmpty ? [] : MaskStyle(legend.classes).categories,
        style: legend.style, replaces: replaces)
      : try info.writeGeoreference(beside: file, style: legend.style, replaces: replaces)
    if let warning = beside.warning { warn(warning) }
    do {
      let encoding = try files.encoding(of: mask, container: container)
      let sink = try RasterFile.create(file, width: info.width, height: info.height, encoding: encoding)
      let rows = SievedRows(try files.open(mask), regions)
      while let band = try rows.readLabels(count) {
        try sink.write(files.raster(of: band, encoding: encoding))
        progress()
      }
      try sink.finish()
    } catch {
      beside.remove()
      throw error
    }
    return regions.counts
  }
}
