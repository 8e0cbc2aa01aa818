import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What joining masks gives.
  public struct Joined: Sendable {
    /// The classes of the labels.
    public let classes: ClassTable
    /// Labels written.
    public let written: Int
    /// Images whose masks could not be joined.
    public let failures: [FileFailure]
  }

  /// Joins masks of one class each to label maps, and writes their classes beside them as `classes.yaml`.
  ///
  /// A label is 0 where no mask shows a class. Where several do, it is the last one in the order of the classes.
  /// - Parameters:
  ///   - masks: masks of one class each, sorted by image.
  ///   - folder: gets the labels.
  ///   - existing: what happens to labels that are there already.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError`, `FileAccessError`.
  public static func join(
    _ masks: ClassMasks, into folder: URL, existing: OutputFolder.Existing = .refuse,
    options: DecodingOptions = .init(), parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> Joined {
    let options = options.warning(report)
    let output = OutputFolder(folder, pathExtension: "png")
    let scenes = Dictionary(uniqueKeysWithValues: masks.scenes.map { ($0.name, $0) })
    let items = masks.scenes.map {
      ImageFolder.Item(url: $0.masks[0].item.url, relativePath: "\($0.name).png")
    }
    let pending = try output.pending(
      items, existing: existing, inputs: masks.scenes.flatMap { $0.masks.map(\.item) })
    let table = try masks.table()
    try output.write(table.yaml(), name: "classes.yaml", replaces: existing == .replace)
    output.removeAbandoned(of: pending)
    report(.begins(.joining, total: pending.count, done: 0))
    let (contested, failures) = parallel.attempt(
      pending, path: \.url.path, progress: { report(.advanced) }
    ) { item -> Int in
      guard let scene = scenes[item.stem] else { return 0 }
      let rows = try JoinedRows(
        scene.masks.map { (try RasterFile.open($0.item.url, options: options), UInt8($0.index + 1)) })
      try output.prepare(for: item)
      try write(rows, to: output.file(for: item), classes: table.classes.count)
      return rows.contested
    }
    let several = contested.count { ($0 ?? 0) > 0 }
    if several > 0 {
      report(
        .warning(
          "\(several) of \(NumberText.count(pending.count, "label")) \(several == 1 ? "has" : "have") pixels that masks of "
            + "several classes show; the last class in the order of classes.yaml has them"))
    }
    return Joined(classes: table, written: pending.count - failures.count, failures: failures)
  }

  private static func write(_ rows: JoinedRows, to url: URL, classes: Int) throws {
    let palette = Palette.standard.prefix(classes)
    let sink = try RasterFile.create(url, width: rows.width, height: rows.height, encoding: .indexedPNG(palette))
    while let band = try rows.readRows(max(1, 1 << 20 / rows.width)) { try sink.write(band) }
    try sink.finish()
  }
}
