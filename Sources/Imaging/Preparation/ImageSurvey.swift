import Basics
import Foundation
import Synchronization

/// A look at the images of a folder before they are used: which pixels have no data, what their alpha means, and which values
/// they use.
///
/// Only images that something is asked of are read; of the others, the headers. The findings do not depend on the number of
/// threads.
public struct ImageSurvey: Sendable {
  /// The preparation that suits the images, with the ranges to stretch.
  public private(set) var preparation: ImagePreparation
  /// Images without a pixel that has data.
  public private(set) var empty: Set<URL> = []
  /// Whether some image has pixels without data.
  public private(set) var hasNoData = false
  /// What a person should know about the images.
  public private(set) var notices: [ImageNotice] = []

  /// Pixels of an image that percentiles are taken of, about; rows are left out of larger ones.
  private static let mostPixels = 1 << 20
  /// Samples of each band of all Float32 images together that percentiles are taken of, about.
  private static let mostFloats = 1 << 18
  /// Images of 16 bits are dark when so few of their samples lie above this.
  private static let dark = (percentile: 98.0, value: 65_535 / 8)

  /// Looks at images.
  ///
  /// - Parameters:
  ///   - alpha: `auto` takes a fourth band of many values as a band, and all others as transparency.
  ///   - stretch: which images are stretched.
  ///   - ranges: the ranges of an earlier survey, which are kept; none to find them.
  ///   - findsEmpty: whether ``empty`` and ``hasNoData`` are wanted. Without them, a few files are enough for the alpha.
  public init(
    _ urls: [URL], alpha: AlphaMeaning = .auto, noData: NoDataValue = .none, bands: BandSelection = .all,
    stretch: StretchSetting = .auto, ranges: [StretchedRange] = [], findsEmpty: Bool = false,
    options: DecodingOptions = .init(), parallel: Parallel
  ) {
    preparation = ImagePreparation(alpha: alpha, noData: noData, bands: bands, ranges: ranges)
    let trial = preparation
    let infos = parallel.map(urls) { try? RasterFile.info(of: $0, options: options) }
    func isMeasured(_ info: RasterInfo) -> Bool {
      guard ranges.isEmpty else { return false }
      switch stretch {
      case .none: return false
      case .auto: return info.sampleType != .uint8
      case .percentiles: return true
      }
    }
    let layered = urls.indices.filter { infos[$0].map { trial.showsAlpha($0) } ?? false }
    let step = max(1, layered.count / 16)
    let few = Set(stride(from: 0, to: layered.count, by: step).map { layered[$0] })
    let wanted = urls.indices.filter { index in
      guard let info = infos[index] else { return false }
      return isMeasured(info) || (findsEmpty && trial.mayHaveNoData(info)) || few.contains(index)
    }
    let mostFloats = max(64, Self.mostFloats / max(1, wanted.count))
    let findings = Mutex(Findings())
    let validities = parallel.map(wanted) { index -> Validity? in
      guard let info = infos[index] else { return nil }
      do {
        let seen = try Self.look(
          at: urls[index], trial: trial, measures: isMeasured(info), mostFloats: mostFloats, options: options)
        findings.withLock {
          $0.add(seen.findings)
          if !seen.floats.isEmpty { $0.floats[index] = seen.floats }
        }
        return seen.validity
      } catch {
        // Whoever reads the image next gets the error.
        return nil
      }
    }
    let found = findings.withLock { $0 }
    for (index, validity) in zip(wanted, validities) {
      if validity == .some(.empty) { empty.insert(urls[index]) }
      if validity != .some(.whole) && validity != nil { hasNoData = true }
    }
    if found.hasManyAlphaValues {
      if alpha == .auto { preparation.alpha = .band } else { notices.append(.fourthBandIsTransparency) }
    } else if alpha == .auto {
      preparation.alpha = .mask
    }
    if ranges.isEmpty {
      setRanges(found.histograms, by: stretch)
      setFloatRanges(found.floats, by: stretch)
    }
  }

  private enum Validity: Sendable { case whole, partial, empty }

  /// The kinds of images that are stretched alike.
  private struct Kind: Hashable {
    let bits: Int
    let bands: Int
  }

  /// Counts of any number of images.
  private struct Findings {
    var histograms: [Kind: SampleHistogram] = [:]
    /// Of Float32 images, some samples of each band, by the place of the image.
    var floats: [Int: [[Float]]] = [:]
    /// Pixels by the value of the fourth band, on the scale of 8 bits.
    var alpha = [Int](repeating: 0, count: 256)

    mutating func add(_ other: Findings) {
      for (kind, histogram) in other.histograms {
        histograms[kind]?.add(histogram)
        if histograms[kind] == nil { histograms[kind] = histogram }
      }
      for value in alpha.indices { alpha[value] += other.alpha[value] }
    }

    /// Transparency has two values, and a few more along soft edges.
    var hasManyAlphaValues: Bool {
      let between = alpha[1..<255].reduce(0, +)
      return alpha.count { $0 > 0 } > 16 && 10 * between > alpha.reduce(0, +)
    }
  }

  private static func look(
    at url: URL, trial: ImagePreparation, measures: Bool, mostFloats: Int, options: DecodingOptions
  ) throws -> (findings: Findings, floats: [[Float]], validity: Validity) {
    let source = try RasterFile.open(url, options: options)
    let showsAlpha = trial.showsAlpha(source.info)
    let chosen = try trial.select(source)
    let info = chosen.info
    let rows = PreparedRows(chosen, by: ImagePreparation(alpha: trial.alpha, noData: trial.noData))
    var found = Findings()
    let kind = Kind(bits: info.sampleBits, bands: rows.bands)
    let isFloat = info.sampleType == .float32
    var histogram = SampleHistogram(bands: measures && !isFloat ? kind.bands : 0, bits: isFloat ? 0 : kind.bits)
    var floats = [[Float]](repeating: [], count: measures && isFloat ? kind.bands : 0)
    let step = max(1, info.width * info.height / mostPixels)
    let stride = max(1, info.width * info.height / mostFloats)
    var (valid, pixels) = (0, 0)
    while let band = try chosen.readRows(max(1, (1 << 20) / info.width)) {
      if showsAlpha { addAlpha(band, to: &found.alpha) }
      let prepared = rows.prepared(band)
      if measures && !isFloat { histogram.add(prepared, every: step, firstRow: pixels / info.width) }
      if measures && isFloat { add(prepared, every: stride, firstPixel: pixels, to: &floats) }
      pixels += band.width * band.height
      valid += prepared.validity.map { $0.reduce(0) { $0 + Int($1) } } ?? band.width * band.height
    }
    if measures && !isFloat { found.histograms[kind] = histogram }
    return (found, floats, valid == pixels ? .whole : valid == 0 ? .empty : .partial)
  }

  /// Adds the samples of each `step`th pixel of an image, where it has data.
  private static func add(_ band: Raster, every step: Int, firstPixel: Int, to floats: inout [[Float]]) {
    guard case .float32(let values) = band.samples else { return }
    for pixel in stride(from: (step - firstPixel % step) % step, to: band.width * band.height, by: step) {
      if let validity = band.validity, validity[pixel] == 0 { continue }
      for c in floats.indices { floats[c].append(values[pixel * band.bands + c]) }
    }
  }

  private static func addAlpha(_ band: Raster, to counts: inout [Int]) {
    func add<Sample: FixedWidthInteger>(_ values: [Sample]) {
      for at in stride(from: band.bands - 1, to: values.count, by: band.bands) {
        counts[Int(values[at] >> (Sample.bitWidth - 8))] += 1
      }
    }
    switch band.samples {
    case .uint8(let values): add(values)
    case .uint16(let values): add(values)
    case .float32: break
    }
  }

  /// Sets the ranges by the values of the images.
  private mutating func setRanges(_ histograms: [Kind: SampleHistogram], by setting: StretchSetting) {
    let kinds = histograms.keys.filter { (histograms[$0]?.total ?? 0) > 0 }
      .sorted { ($0.bits, $0.bands) < ($1.bits, $1.bands) }
    guard let shares = setting.shares else { return }
    if setting == .auto {
      let isDark = kinds.allSatisfy { kind in
        guard let histogram = histograms[kind] else { return true }
        return (0..<kind.bands).allSatisfy { histogram.percentile(Self.dark.percentile, of: $0) < Self.dark.value }
      }
      if !isDark { return }
    }
    for kind in kinds {
      guard let histogram = histograms[kind], let used = histogram.joined.extremes(of: 0) else { continue }
      let ends = (0..<kind.bands).map { Self.ends(of: histogram, band: $0, shares, bits: kind.bits) }
      let range = StretchedRange(
        bits: kind.bits, low: ends.map { Double($0.lowerBound) }, high: ends.map { Double($0.upperBound) })
      let whole = 0...(1 << kind.bits) - 1
      if ends.allSatisfy({ $0 == whole }) { continue }
      preparation.ranges.append(range)
      let values = Double(used.lowerBound)...Double(used.upperBound)
      notices.append(.stretched(bits: kind.bits, used: values, low: range.low, high: range.high))
    }
  }

  /// Sets the ranges of Float32 images, which have no full range of their own. Those that lie in 0...1 and use more than half of
  /// it stay as they are unless percentiles are asked for.
  private mutating func setFloatRanges(_ floats: [Int: [[Float]]], by setting: StretchSetting) {
    guard let shares = setting.shares else { return }
    for bands in Set(floats.values.map(\.count)).sorted() where bands > 0 {
      let images = floats.keys.sorted().filter { floats[$0]?.count == bands }
      let sorted = (0..<bands).map { band in images.flatMap { floats[$0]?[band] ?? [] }.sorted() }
      guard let least = sorted.compactMap(\.first).min(), let most = sorted.compactMap(\.last).max() else { continue }
      if setting == .auto && least >= 0 && most <= 1 && most > 0.5 { continue }
      let ends = sorted.map { values -> (low: Double, high: Double) in
        func percentile(_ share: Double) -> Double {
          Double(values[min(values.count - 1, Int(share / 100 * Double(values.count)))])
        }
        guard let first = values.first, let last = values.last, first < last else {
          return StretchedRange.whole(bits: 32)
        }
        let (low, high) = (percentile(shares.low), percentile(shares.high))
        return low < high ? (low, high) : (Double(first), Double(last))
      }
      let range = StretchedRange(bits: 32, low: ends.map(\.low), high: ends.map(\.high))
      preparation.ranges.append(range)
      notices.append(.stretched(bits: 32, used: Double(least)...Double(most), low: range.low, high: range.high))
    }
  }

  /// Where a band begins and ends: at its percentiles, at its extremes where those are equal, and at those of the sample type
  /// where the band has only one value.
  private static func ends(
    of histogram: SampleHistogram, band: Int, _ shares: (low: Double, high: Double), bits: Int
  ) -> ClosedRange<Int> {
    let (low, high) = (histogram.percentile(shares.low, of: band), histogram.percentile(shares.high, of: band))
    if low < high { return low...high }
    if let extremes = histogram.extremes(of: band), extremes.count > 1 { return extremes }
    return 0...(1 << bits) - 1
  }
}

extension RasterInfo {
  fileprivate var sampleBits: Int { 8 * sampleType.byteCount }
}
