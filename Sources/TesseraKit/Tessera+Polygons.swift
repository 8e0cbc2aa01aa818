import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What making polygons of masks gives.
  public struct Polygons: Sendable {
    /// The polygons of one class.
    public struct Class: Sendable {
      /// The value in the masks.
      public let value: UInt16
      /// What the class is called.
      public let name: String
      /// The number of its polygons.
      public let polygons: Int
      /// The area of its polygons, as ``Polygons/isMetric`` says.
      public let area: Double
    }

    /// The file that was written.
    public let file: URL
    /// Masks whose polygons were written.
    public let masks: Int
    /// The classes that occur, by their values.
    public let classes: [Class]
    /// Whether areas are square metres, and not pixels.
    public let isMetric: Bool
    /// Masks that could not be read.
    public let failures: [FileFailure]

    /// The number of polygons of all classes.
    public var polygons: Int { classes.reduce(0) { $0 + $1.polygons } }
  }

  /// Writes the regions of all masks as polygons into one file.
  ///
  /// No file is written when no mask can be read.
  /// - Parameters:
  ///   - masks: the masks whose regions are written.
  ///   - path: the folder of the masks, or one mask; the files beside it name the values.
  ///   - settings: which regions become polygons, and how far borders are simplified.
  ///   - file: the file to write; its extension tells the format.
  ///   - replaces: whether a file that is there already is replaced.
  ///   - share: the share of the masks to write, as GeoJSON that `tessera merge` joins; nil for all masks. A share without masks
  ///     writes a file without polygons.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError.wouldReplaceFile`, `MaskLayerError`, `NamingError`, `FileAccessError`. A mask that cannot be read is
  ///   among the failures.
  public static func polygons(
    _ masks: ImageFolder, at path: URL, _ settings: PolygonSettings = .init(), into file: URL, replaces: Bool = false,
    share: Share? = nil, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> Polygons {
    try VectorFile.check(file)
    if !replaces && FileIdentity.kind(file) == .file { throw DatasetError.wouldReplaceFile(path: file.path) }
    let options = options.warning(report)
    let infos = masks.items.map { try? RasterFile.info(of: $0.url, options: options) }
    let classes = try MaskFolderLegend(of: path).classes
    let layer = try MaskLayer(infos.compactMap { $0 }, classes: classes, settings: settings)
    let task = MaskPolygons(settings, layer: layer, files: MaskFiles(classes, options: options))
    var sink: (any VectorSink)?
    var (items, shown) = (masks.items, infos)
    if let share {
      let list = SharedList(items, options: options, parallel: parallel)
      let range = share.range(of: list.work)
      (items, shown) = (Array(items[range]), Array(infos[range]))
      sink = try GeoJSONSink(
        to: file, layer.vectorLayer(name: file.deletingPathExtension().lastPathComponent),
        members: PolygonsPart.members(list.header(.polygons, of: share), settings: settings.words + layer.words))
    }
    var failures: [FileFailure] = []
    var found: [UInt16: (polygons: Int, area: Double)] = [:]
    report(.begins(.tracing, total: MaskBlocks.count(shown), done: 0))
    for batch in batches(items, shown, parallel: parallel) {
      let (traced, failed) = parallel.attempt(batch, path: \.url.path) { item in
        try task.trace(item) { report(.advanced) }
      }
      failures += failed
      for mask in traced {
        guard let mask else { continue }
        let name = file.deletingPathExtension().lastPathComponent
        let open = try sink ?? VectorFile.create(file, layer: layer.vectorLayer(name: name))
        sink = open
        try task.write(mask, to: open) { label, area in
          found[label, default: (0, 0)].polygons += 1
          found[label, default: (0, 0)].area += area
        }
      }
    }
    try sink?.finish()
    if let remark = sink?.remark { report(.warning(remark)) }
    return Polygons(
      file: file, masks: items.count - failures.count,
      classes: found.keys.sorted().map { value in
        .init(
          value: value, name: layer.name(of: value), polygons: found[value]?.polygons ?? 0,
          area: found[value]?.area ?? 0)
      }, isMetric: layer.isMetric, failures: failures)
  }

  /// The masks in groups that are traced at the same time: the borders of a group are in memory together.
  private static func batches(
    _ items: [ImageFolder.Item], _ infos: [RasterInfo?], parallel: Parallel
  ) -> [[ImageFolder.Item]] {
    var batches: [[ImageFolder.Item]] = []
    var pixels = 0
    for (item, info) in zip(items, infos) {
      let own = info.map { $0.width * $0.height } ?? 0
      if let last = batches.last, last.count < 4 * parallel.threads, pixels + own <= 1 << 24 {
        batches[batches.count - 1].append(item)
        pixels += own
      } else {
        batches.append([item])
        pixels = own
      }
    }
    return batches
  }
}
