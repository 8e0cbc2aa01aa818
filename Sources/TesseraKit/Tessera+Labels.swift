import Basics
import Datasets
import Foundation
import Imaging

extension Tessera {
  /// Files of the sample that ``check(_:meaning:options:parallel:report:)`` reads whole.
  private static let sampleFiles = 64
  /// Pixels that it reads at most. All labels are read where they have no more.
  private static let samplePixels = 1 << 26

  /// Opens labels before any work that ends in scores: all sizes are compared with those of the images, and the pixels of a
  /// sample are read, of small labels all.
  /// - Parameters:
  ///   - labels: images first, labels second.
  ///   - meaning: what the labels mean.
  ///   - options: what is accepted of the files.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError.unusable` where no label of the sample can be used. Other faults are reported.
  public static func check(
    _ labels: FilePairing, meaning: LabelMeaning, options: DecodingOptions = .init(), parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws {
    let options = options.warning(report)
    let (sizes, wrong) = parallel.attempt(labels.pairs, path: { $0.second.url.path }) { image, label in
      let info = try RasterFile.info(of: label.url, options: options)
      try info.checkSize(equals: RasterFile.info(of: image.url, options: options))
      return info.width * info.height
    }
    let fitting = zip(labels.pairs, sizes).compactMap { pair, pixels in pixels.map { (pair.second.url, $0) } }
    let sample = sample(fitting)
    report(.begins(.readingLabels, total: 2 * sample.count, done: 0))
    let survey = LabelSurvey(sample, meaning: meaning, options: options, parallel: parallel) { report(.advanced) }
    for notice in survey.notices { report(.labels(notice)) }
    let unread = parallel.attempt(sample, path: \.path, progress: { report(.advanced) }) { url in
      let reader = try ClassReader(contentsOf: url, reading: survey.reading, options: options)
      while try reader.readRows(max(1, (1 << 18) / reader.width)) != nil {}
    }.failures
    let failures = wrong + unread
    guard let first = failures.first else { return }
    if unread.count == sample.count { throw DatasetError.unusable(first, others: failures.count - 1) }
    report(.labels(.unusable(count: failures.count, of: labels.pairs.count, first: first)))
  }

  /// All files where they are small, else some spread evenly.
  private static func sample(_ files: [(url: URL, pixels: Int)]) -> [URL] {
    if files.reduce(0, { $0 + $1.pixels }) <= samplePixels { return files.map(\.url) }
    let count = min(sampleFiles, files.count)
    return (0..<count).map { files[$0 * files.count / count].url }
  }
}
