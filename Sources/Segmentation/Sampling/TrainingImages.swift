import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// The images to train on: as many as fit the memory budget are decoded once and kept. Of the others, crops are read from the
/// files where these can be read by windows; else they are decoded once to files of pixels, or anew for each use where there
/// is no place for these.
public final class TrainingImages: Sendable {
  /// The files of the usable images, in the order given; none for images that came decoded.
  public let urls: [URL]
  /// The number of usable images.
  public let count: Int
  /// Channels of the crops.
  public let channels: Int
  /// The images left out.
  public let failures: [FileFailure]
  /// The factor that the images were resized by, which must be that of the training's configuration.
  public let scale: Float
  /// What the user should know about how the images are read.
  public let notices: [ImageNotice]
  /// Whether some pixels have no data.
  let hasNoData: Bool
  /// Which pixels count; nil where all do.
  private let relevance: RelevanceMasks?
  /// Whether some pixels may not count.
  var hasRelevance: Bool { relevance != nil }
  /// By which a resumed run knows whether it sees what it saw before.
  var summary: String { NumberText.count(count, "image") + (hasRelevance ? " masked by labels" : "") }

  /// By which processes that train together, and resumed runs, know whether they see the same: names and sizes of the images.
  func identity() throws -> String {
    let sizes = try urls.map { try FileManager.default.attributesOfItem(atPath: $0.path)[.size] as? UInt64 ?? 0 }
    var fingerprint = Fingerprint()
    for (url, size) in zip(urls, sizes) {
      fingerprint.add(url.lastPathComponent)
      fingerprint.add(size)
    }
    return fingerprint.text
  }

  private struct Cache {
    var images: [Int: ImagePixels] = [:]
    var bytes = 0
  }
  private let cache: Mutex<Cache>
  private let memoryBudget: Int
  private let options: DecodingOptions
  /// How the images are prepared; nil for images that came decoded.
  private let preparation: ImagePreparation?
  /// How images are resized.
  private let sizing: InputConfiguration

  /// Reads every image once: all of it while the budget lasts, then only its header.
  /// - Parameters:
  ///   - input: its scale, what it says of alpha, no-data and stretching, and its channels, 0 for what the images have.
  ///   - memoryBudget: bytes of decoded pixels to keep.
  ///   - store: keeps the pixels of other images on disk; nil to decode them for each use.
  ///   - relevance: which pixels count; nil where all do. Images that it cannot use are left out.
  ///   - progress: is told how many images have been read.
  /// - Throws: ``SamplingError/noImages(failures:)`` when none can be used.
  public init(
    _ urls: [URL], input: InputConfiguration, memoryBudget: Int = defaultMemoryBudget,
    store: PixelStore? = nil, options: DecodingOptions = .init(), relevance: RelevanceMasks? = nil,
    context: ComputeContext, progress: @Sendable (Int) -> Void = { _ in }
  ) throws {
    let survey = ImageSurvey(
      urls, alpha: input.resolvedAlpha, noData: input.noData, bands: input.bands, stretch: input.stretch,
      ranges: input.preparation.ranges, findsEmpty: true, options: options, parallel: context.parallel)
    let preparation = survey.preparation
    let usable = urls.filter { relevance?.unusable.contains($0) != true }
    let empty = usable.filter(survey.empty.contains)
    let urls = usable.filter { !survey.empty.contains($0) }
    enum Reading: Sendable {
      case read(ImagePixels, channels: Int, bytes: Int)
      case header(channels: Int)
      case failed(FileFailure)
    }
    // Which images stay in memory depends on their sizes and order alone, not on which thread is faster.
    let sizes = context.parallel.map(urls) { url in
      (try? RasterFile.info(of: url, options: options)).map { Self.byteCount(of: $0, preparation, sizing: input) } ?? 0
    }
    var bytes = 0
    let isKept = sizes.map { size in
      guard bytes + size <= memoryBudget else { return false }
      bytes += size
      return true
    }
    let stored = zip(urls, isKept).filter { !$0.1 }.map(\.0)
    try store?.prepare(stored, preparation, sizing: input, options: options)
    let readings = Mutex([Reading?](repeating: nil, count: urls.count))
    let done = Mutex(0)
    context.forEach(urls.count) { index in
      let reading: Reading
      do {
        let url = urls[index]
        if isKept[index] {
          let image = try Self.load(url, preparation, sizing: input, options: options)
          reading = .read(.decoded(image), channels: image.bands, bytes: image.byteCount)
        } else if let pixels = try store?.pixels(of: url, preparation, sizing: input, options: options) {
          reading = .read(pixels, channels: pixels.bands, bytes: 0)
        } else {
          let info = try RasterFile.info(of: url, options: options)
          reading = .header(channels: preparation.bandCount(of: info))
        }
      } catch {
        reading = .failed(FileFailure(path: urls[index].path, error: error))
      }
      readings.withLock { $0[index] = reading }
      progress(
        done.withLock {
          $0 += 1
          return $0
        })
    }

    let all = readings.withLock { $0 }
    var counts: [Int] = []
    for case .some(let reading) in all {
      switch reading {
      case .read(_, let channels, _), .header(let channels): counts.append(channels)
      case .failed: break
      }
    }
    let wanted = input.channels == 0 ? ChannelConversion.common(of: counts) : input.channels
    var kept: [URL] = []
    var failures: [FileFailure] = []
    var contents = Cache()
    for (url, reading) in zip(urls, all) {
      switch reading {
      case .read(let pixels, let channels, let bytes) where ChannelConversion.isPossible(from: channels, to: wanted):
        contents.images[kept.count] = pixels
        contents.bytes += bytes
        kept.append(url)
      case .header(let channels) where ChannelConversion.isPossible(from: channels, to: wanted):
        kept.append(url)
      case .read, .header:
        failures.append(
          FileFailure(path: url.path, reason: Self.channelsMissing(wanted, preparation)))
      case .failed(let failure): failures.append(failure)
      case nil: break
      }
    }
    failures += empty.map { FileFailure(path: $0.path, reason: Self.withoutData) }
    failures += relevance?.failures ?? []
    guard !kept.isEmpty else { throw SamplingError.noImages(failures: failures.map(\.description)) }
    self.urls = kept
    count = kept.count
    self.channels = wanted
    self.failures = failures
    scale = input.scale
    sizing = input
    notices = survey.notices
    hasNoData = survey.hasNoData
    self.preparation = preparation
    self.relevance = relevance
    self.memoryBudget = memoryBudget
    self.options = options
    cache = Mutex(contents)
  }

  /// Takes images that are decoded and resized already.
  /// - Parameters:
  ///   - channels: at most those of the images, or 0 for what they have.
  ///   - scale: the factor that they were resized by.
  /// - Throws: ``SamplingError/noImages(failures:)`` when there are none, or one has too few channels.
  public init(_ images: [Raster], channels: Int, scale: Float = 1) throws {
    let wanted = channels == 0 ? ChannelConversion.common(of: images.map(\.bands)) : channels
    guard !images.isEmpty, images.allSatisfy({ ChannelConversion.isPossible(from: $0.bands, to: wanted) }) else {
      throw SamplingError.noImages(
        failures: images.isEmpty ? [] : ["an image has fewer than \(NumberText.count(wanted, "channel"))"])
    }
    // Pixels without data are shown as they are in files.
    let images = try images.map { image in
      image.validity == nil ? image : try ImagePreparation.none.prepare(MemoryRaster(image)).readAll()
    }
    urls = []
    count = images.count
    self.channels = wanted
    failures = []
    self.scale = scale
    sizing = InputConfiguration()
    notices = []
    hasNoData = images.contains { $0.validity?.contains(0) == true }
    preparation = nil
    relevance = nil
    memoryBudget = .max
    options = .init()
    cache = Mutex(
      Cache(
        images: Dictionary(uniqueKeysWithValues: zip(images.indices, images.map { .decoded($0) })),
        bytes: images.reduce(0) { $0 + $1.byteCount }))
  }

  /// Decoded and resized images by index.
  /// - Throws: `ImageIOError` when one that is not in memory can no longer be read.
  func images(at indices: [Int], context: ComputeContext) throws -> [CropReader] {
    let missing = cache.withLock { cache in Set(indices).filter { cache.images[$0] == nil } }.sorted()
    let loaded = context.parallel.map(missing) { index in
      Result { try Self.load(urls[index], preparation ?? .none, sizing: sizing, options: options) }
    }
    let fresh = Dictionary(uniqueKeysWithValues: zip(missing, try loaded.map { try $0.get() }))
    let wanted = relevance == nil ? [] : Set(indices).sorted()
    let masks = context.parallel.map(wanted) { index in Result { try relevance?.mask(of: urls[index]) } }
    let relevant = Dictionary(uniqueKeysWithValues: zip(wanted, try masks.map { try $0.get() })).compactMapValues { $0 }
    return try cache.withLock { cache in
      for (index, image) in fresh where cache.bytes + image.byteCount <= memoryBudget {
        cache.images[index] = .decoded(image)
        cache.bytes += image.byteCount
      }
      return try indices.map { index in
        guard let image = cache.images[index] ?? fresh[index].map({ .decoded($0) }) else {
          throw SamplingError.noImages(failures: [urls[index].path])
        }
        return CropReader(image: image, relevance: relevant[index], channels: channels)
      }
    }
  }

  /// The median of the shorter sides of some images, in pixels after resizing.
  /// - Throws: `ImageIOError` when one that is not in memory can no longer be read.
  func usualShorterSide(context: ComputeContext) throws -> Int {
    let some = (0..<min(count, Self.sampleOfSizes)).map { $0 * count / min(count, Self.sampleOfSizes) }
    let sides = try images(at: some, context: context).map { min($0.image.width, $0.image.height) }.sorted()
    return sides[sides.count / 2]
  }

  /// Images whose sizes stand for those of all.
  private static let sampleOfSizes = 16

  /// The settings of a training on these images: channels, the meaning of alpha and the stretched ranges are decided.
  func resolved(_ input: InputConfiguration) -> InputConfiguration {
    var input = input
    input.channels = channels
    input.alpha = preparation?.alpha ?? input.resolvedAlpha
    guard let preparation else { return input }
    input.ranges = preparation.ranges
    if input.stretch == .auto { input.stretch = preparation.ranges.isEmpty ? .none : .usual }
    return input
  }

  /// Bytes of decoded pixels that are kept where no other budget is set: 4 GB.
  public static let defaultMemoryBudget = 4_000_000_000

  /// The bytes of an image's pixels as they are kept in memory.
  static func byteCount(of info: RasterInfo, _ preparation: ImagePreparation, sizing: InputConfiguration) -> Int {
    let size = sizing.sized(info.width, info.height)
    let validity = preparation.mayHaveNoData(info) ? 1 : 0
    return size.width * size.height * (preparation.bandCount(of: info) * info.sampleType.byteCount + validity)
  }

  /// Why an image of too few channels is left out.
  private static func channelsMissing(_ wanted: Int, _ preparation: ImagePreparation) -> String {
    let reason = "has fewer than \(NumberText.count(wanted, "channel"))"
    return wanted == 4 && preparation.alpha == .mask
      ? reason + " beside its transparency; with input.alpha band, the fourth band is a channel" : reason
  }

  /// Why an image without data is left out.
  static let withoutData = "every pixel is no-data"

  static func load(
    _ url: URL, _ preparation: ImagePreparation, sizing: InputConfiguration, options: DecodingOptions
  ) throws -> Raster {
    let image = try preparation.open(url, options: options).readAll()
    let size = sizing.sized(image.width, image.height)
    return Resampling.resize(image, width: size.width, height: size.height)
  }
}
