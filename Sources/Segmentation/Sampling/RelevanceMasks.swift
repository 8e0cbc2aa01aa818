import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Which pixels of images count in training: those that their labels do not ignore. Which class they are stays unseen.
///
/// Images without a label count whole.
///
/// - Source: Ji, Henriques and Vedaldi, ICCV 2019, leave the pixels of other classes out so for COCO-Stuff.
public final class RelevanceMasks: Sendable {
  /// Images that cannot be used with their labels, and why: unreadable, of another size, or without a pixel that counts.
  /// Labels that could not be paired are among them.
  public let failures: [FileFailure]
  /// The URLs of those images.
  public let unusable: Set<URL>
  private let labels: [URL: URL]
  /// What was decided about the labels.
  package let notices: [LabelNotice]
  private let reading: LabelReading
  private let options: DecodingOptions
  private let cache: Mutex<(masks: [URL: Raster], bytes: Int)>

  /// Reads all labels once and keeps what the budget has room for.
  /// - Parameters:
  ///   - pairs: image first, label second.
  ///   - meaning: what the labels mean.
  ///   - unreachable: labels that could not be paired, since nothing can be read of them.
  ///   - memoryBudget: bytes of decoded masks to keep.
  ///   - options: what is accepted of images and labels.
  ///   - progress: is called twice for each label, since how labels are read is decided for all of them.
  public init(
    _ pairs: [(first: ImageFolder.Item, second: ImageFolder.Item)], meaning: LabelMeaning = LabelMeaning(),
    unreachable: [FileFailure] = [], memoryBudget: Int = 1 << 30, options: DecodingOptions = .init(),
    context: ComputeContext,
    progress: @Sendable () -> Void = {}
  ) {
    let survey = LabelSurvey(
      pairs.map(\.second.url), meaning: meaning, options: options, parallel: context.parallel, progress: progress)
    let reading = survey.reading
    self.reading = reading
    notices = survey.notices
    self.options = options
    labels = Dictionary(pairs.map { ($0.first.url, $0.second.url) }) { first, _ in first }
    let kept = Mutex((masks: [URL: Raster](), bytes: 0))
    let (used, failures) = context.parallel.attempt(pairs, path: \.first.url.path, progress: progress) { pair in
      let (image, label) = (pair.first.url, pair.second.url)
      let mask = try Self.read(label, of: image, reading: reading, options: options)
      if case .uint8(let values) = mask.samples, !values.contains(1) {
        throw FileFailure(path: image.path, reason: "its label \(label.path) ignores every pixel")
      }
      kept.withLock { kept in
        guard kept.bytes + mask.byteCount <= memoryBudget else { return }
        kept.masks[image] = mask
        kept.bytes += mask.byteCount
      }
      return image
    }
    self.failures = failures + unreachable
    unusable = Set(zip(pairs, used).compactMap { pair, image in image == nil ? pair.first.url : nil })
    cache = Mutex(kept.withLock { $0 })
  }

  /// One band of 8 bits: 1 where a pixel of `image` counts, 0 elsewhere; nil where all count.
  /// - Throws: `ImageIOError`, ``ClassTableError`` when the label can no longer be read.
  func mask(of image: URL) throws -> Raster? {
    guard let label = labels[image] else { return nil }
    if let mask = cache.withLock({ $0.masks[image] }) { return mask }
    return try Self.read(label, of: image, reading: reading, options: options)
  }

  private static func read(
    _ label: URL, of image: URL, reading: LabelReading, options: DecodingOptions
  ) throws -> Raster {
    let reader = try ClassReader(contentsOf: label, reading: reading, options: options)
    let info = try RasterFile.info(of: image, options: options)
    try reader.info.checkSize(equals: info)
    var values: [UInt8] = []
    values.reserveCapacity(info.width * info.height)
    while let band = try reader.readLabels(max(1, (1 << 20) / info.width)) {
      values += band.values.map { $0 == Label.none ? 0 : 1 }
    }
    return Raster(width: info.width, height: info.height, bands: 1, values: values)
  }
}
