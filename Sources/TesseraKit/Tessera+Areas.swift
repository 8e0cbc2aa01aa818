import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// What measuring masks gives.
  public struct Areas: Sendable {
    /// The areas of the classes in each mask and in total, and in zones where there are such.
    public let table: AreaTable
    /// The areas and accuracies that a sample tells; nil where there is none.
    public let estimate: AreaEstimate?
    /// The masks that could not be measured. The table does not have them.
    public let failures: [FileFailure]
    /// What the measuring of a share says about the share; nil where all masks were measured.
    package var part: PartHeader?
  }

  /// What is known of the true classes, to correct areas by.
  public enum AreaSample: Sendable {
    /// A CSV of points.
    case points(URL)
    /// Masks first, label maps second. The pixels of the label maps that are not ignored are the sample.
    case labels([(first: ImageFolder.Item, second: ImageFolder.Item)])
  }

  /// Measures the areas of the classes of masks.
  /// - Parameters:
  ///   - masks: the masks that are measured.
  ///   - folder: of all masks, or one mask; what lies beside the masks says what they hold.
  ///   - meaning: the classes of the data set that masks and labels hold; without classes, those of the names beside the masks.
  ///   - names: the classes of clusters, and the file that they are from.
  ///   - zones: masks first, rasters of the same size with the value of a zone for each pixel second; nil for none.
  ///   - zoneNames: the names of the values of zones.
  ///   - sample: what areas are corrected by; its strata are the classes of the masks. It is about all masks, so that a share has
  ///     none.
  ///   - share: the share of the masks to measure; nil for all. A share may have no masks.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `AreasError`, `NamingError`, `ClassTableError`; `DatasetError.unusable` where no mask can be measured.
  public static func areas(
    _ masks: [ImageFolder.Item], in folder: URL, meaning: LabelMeaning = LabelMeaning(),
    names: (naming: Naming, path: String)? = nil, zones: [(first: ImageFolder.Item, second: ImageFolder.Item)]? = nil,
    zoneNames: ClassTable? = nil, sample: AreaSample? = nil, share: Share? = nil, options: DecodingOptions = .init(),
    parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> Areas {
    let options = options.warning(report)
    report(.begins(.readingLabels, total: meaning.classes == nil ? 0 : masks.count, done: 0))
    let (reading, notices) = try MaskReading.of(
      masks, in: folder, meaning: meaning, names: names, options: options, parallel: parallel
    ) { report(.advanced) }
    let list = share.map { _ in SharedList(masks, options: options, parallel: parallel) }
    let own = share.flatMap { share in list.map { Array(masks[share.range(of: $0.work)]) } } ?? masks
    var files = own.map { AreaFiles(mask: $0) }
    files.add(zones ?? [], to: \.zones)
    let labels = try files.add(
      sample, classes: reading, options: options, parallel: parallel, notices: notices, report: report)
    report(.begins(.countingAreas, total: files.count, done: 0))
    let counter = AreaCounter(masks: reading, labels: labels, options: options)
    let (counts, failures) = parallel.attempt(
      files, path: \.mask.url.path, progress: { report(.advanced) }, { try counter.count($0) })
    let measured = zip(own, counts).compactMap { mask, count in count.map { (mask: mask, count: $0) } }
    if measured.isEmpty, let failure = failures.first, share == nil {
      throw DatasetError.unusable(failure, others: failures.count - 1)
    }
    for message in AreaNotice.messages(measured.map { ($0.mask.url.path, $0.count.notice) }) {
      report(message.isWarning ? .warning(message.text) : .note(message.text))
    }
    let table = AreaTable(
      classes: reading.classes, images: measured.map { .init(path: $0.mask.relativePath, zones: $0.count.zones) },
      zones: zones.map { _ in zoneNames?.classes ?? [] })
    guard let sample else {
      let part = share.flatMap { list?.header(.areas, of: $0) }
      return Areas(table: table, estimate: nil, failures: failures, part: part)
    }
    guard let estimate = estimate(table, of: measured.map(\.count), report: report) else {
      // A label map that cannot be used is the likelier reason.
      if let failure = failures.first { throw DatasetError.unusable(failure, others: failures.count - 1) }
      throw AreasError.sample(
        path: sample.path,
        reason: "has no point with a class where the masks have one, so there is nothing to estimate by")
    }
    return Areas(table: table, estimate: estimate, failures: failures)
  }

  /// The areas that the counted sample tells; nil where it has no point.
  private static func estimate(_ table: AreaTable, of counts: [AreaCount], report: Report) -> AreaEstimate? {
    let counted = SampleCounts(counts, classes: table.classes.count)
    guard let estimate = AreaEstimate(table, counts: counted.counts) else { return nil }
    for warning in counted.warnings + estimate.warnings { report(.warning(warning)) }
    return estimate
  }
}

extension Tessera.Areas {
  /// The areas that were measured in shares.
  package init(_ table: AreaTable) { self.init(table: table, estimate: nil, failures: []) }
}

extension Tessera.AreaSample {
  /// The file of points, or a label map, for errors.
  fileprivate var path: String {
    switch self {
    case .points(let url): url.path
    case .labels(let pairs): pairs.first?.second.url.path ?? "the labels"
    }
  }
}

extension [AreaFiles] {
  /// Adds the partners of masks.
  fileprivate mutating func add(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)],
    to part: WritableKeyPath<AreaFiles, ImageFolder.Item?>
  ) {
    let partners = Dictionary(pairs.map { ($0.first, $0.second) }) { first, _ in first }
    for index in indices { self[index][keyPath: part] = partners[self[index].mask] }
  }

  /// Adds what the sample has for each mask.
  /// - Parameter notices: what was decided about the masks. It is reported with what is decided about label maps.
  /// - Returns: how label maps are read; nil where there are none.
  fileprivate mutating func add(
    _ sample: Tessera.AreaSample?, classes: MaskReading, options: DecodingOptions, parallel: Parallel,
    notices: [LabelNotice], report: @escaping Tessera.Report
  ) throws -> LabelReading? {
    for notice in notices { report(.labels(notice)) }
    switch sample {
    case nil: return nil
    case .points(let url):
      let file = try SampleFile(contentsOf: url)
      let infos = parallel.attempt(
        map(\.mask), path: \.url.path, { try RasterFile.info(of: $0.url, options: options) }
      ).values
      let placement = try SamplePlacement(
        file, on: zip(map(\.mask), infos).map { (item: $0, info: $1) }, classes: classes.classes)
      for index in indices { self[index].points = placement.points[index] }
      for remark in placement.remarks { report(.warning(remark)) }
      return nil
    case .labels(let pairs):
      add(pairs, to: \.labels)
      report(.begins(.readingLabels, total: pairs.count, done: 0))
      let survey = LabelSurvey(
        pairs.map(\.second.url), meaning: try classes.labelMeaning(), options: options, parallel: parallel
      ) { report(.advanced) }
      for notice in survey.notices { report(.labels(notice)) }
      return survey.reading
    }
  }
}
