import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Chooses the images of a report and makes their pictures, small enough for one page.
struct ReportGallery: Sendable {
  /// Characters that the pictures of a hundred images may take as `data:` URIs.
  static let charactersOfHundred = 17_000_000
  /// Pixels of the longer side of a picture at most.
  static let longestSide = 560

  let stems: [String]
  private let masks: [[String: ImageFolder.Item]]
  private let legends: [MaskLegend]
  private let accuracies: [[String: Double]]
  private let images: [String: ImageFolder.Item]
  private let labels: [String: ImageFolder.Item]
  private let classes: ClassTable?
  private let options: DecodingOptions

  init(
    sources: [ReportSource], legends: [MaskLegend], accuracies: [[String: Double]], images: ImageFolder?,
    labels: [String: ImageFolder.Item], classes: ClassTable?, options: DecodingOptions
  ) {
    masks = sources.map { source in
      Dictionary((source.masks?.items ?? []).map { ($0.stem, $0) }) { earlier, _ in earlier }
    }
    stems = Set(masks.flatMap(\.keys)).sorted()
    self.legends = legends
    self.accuracies = accuracies
    self.images = Dictionary((images?.items ?? []).map { ($0.stem, $0) }) { earlier, _ in earlier }
    self.labels = labels
    self.classes = classes
    self.options = options
  }

  /// Pictures of the images that the runs get worst, or of some from all over where nothing is scored.
  ///
  /// Where they would be too many characters, all are made smaller. An image none of whose masks can be read is left
  /// out.
  /// - Returns: the entries, and the files that could not be used.
  func entries(
    count: Int, context: ComputeContext, progress: @Sendable () -> Void
  ) -> (entries: [Report.Entry], failures: [FileFailure]) {
    let chosen = chosen(count)
    let limit = Self.charactersOfHundred * max(1, (chosen.count + 99) / 100)
    var side = Self.longestSide
    // A few tell how small all must be.
    let few = chosen.count > 16 ? stride(from: 0, to: chosen.count, by: chosen.count / 8).map { chosen[$0] } : []
    var isTrial = !few.isEmpty
    while true {
      let stems = isTrial ? few : chosen
      let silence: @Sendable () -> Void = {}
      let made = entries(stems, side: side, context: context, progress: isTrial ? silence : progress)
      let characters = made.entries.reduce(0) { $0 + $1.characters } * chosen.count / max(1, stems.count)
      if characters > limit && side > 48 {
        let scale = 0.95 * (Double(limit) / Double(characters)).squareRoot()
        side = max(48, min(side - 16, Int(Double(side) * scale)))
      } else if isTrial {
        isTrial = false
      } else {
        return made
      }
    }
  }

  private func chosen(_ count: Int) -> [String] {
    func mean(_ stem: String) -> Double? {
      let known = accuracies.compactMap { $0[stem] }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    let scored = stems.compactMap { stem in mean(stem).map { (stem, $0) } }
    if scored.isEmpty {
      let count = min(count, stems.count)
      return (0..<count).map { stems[$0 * stems.count / count] }
    }
    let sorted = scored.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    let others = stems.filter { mean($0) == nil }
    return Array((sorted + others).prefix(count))
  }

  private func entries(
    _ stems: [String], side: Int, context: ComputeContext, progress: @Sendable () -> Void
  ) -> (entries: [Report.Entry], failures: [FileFailure]) {
    let made = Mutex([Int: (entry: Report.Entry?, failures: [FileFailure])]())
    context.forEach(stems.count) { index in
      let result = entry(stems[index], side: side)
      made.withLock { $0[index] = result }
      progress()
    }
    let results = made.withLock { made in stems.indices.compactMap { made[$0] } }
    return (results.compactMap(\.entry), results.flatMap(\.failures))
  }

  private func entry(_ stem: String, side: Int) -> (entry: Report.Entry?, failures: [FileFailure]) {
    var failures: [FileFailure] = []
    /// What `make` makes of the file, or nil and a failure.
    func attempt<Made>(_ item: ImageFolder.Item?, _ make: (URL) throws -> Made) -> Made? {
      guard let item else { return nil }
      do {
        return try make(item.url)
      } catch {
        failures.append(FileFailure(path: item.url.path, error: error))
        return nil
      }
    }
    let infos = masks.compactMap { masks in attempt(masks[stem]) { try ImageInfo(contentsOf: $0, options: options) } }
    guard let info = infos.first else { return (nil, failures) }
    let scale = min(1, Double(side) / Double(max(info.width, info.height)))
    let size = (
      width: max(1, Int((Double(info.width) * scale).rounded())),
      height: max(1, Int((Double(info.height) * scale).rounded()))
    )
    let painter = ReportPainter(size: size, source: (info.width, info.height), classes: classes, options: options)
    let truth = attempt(labels[stem]) { try painter.label($0) }
    let views = masks.indices.map { run in
      let pictures = attempt(masks[run][stem]) { url in
        let mask = try painter.mask(url, legend: legends[run])
        let errors = try truth.map { try painter.uri(errors: mask, $0) }
        return (mask: try painter.uri(mask, legend: legends[run]), errors: errors)
      }
      return Report.Entry.View(
        mask: pictures?.mask, errors: pictures?.errors ?? nil, accuracy: accuracies[run][stem])
    }
    let legend = legends.first { $0.classNames != nil } ?? .clusters
    let entry = Report.Entry(
      name: stem, width: size.width, height: size.height,
      image: attempt(images[stem]) { try painter.uri(image: $0) },
      label: attempt(labels[stem]) { _ in try truth.map { try painter.uri($0, legend: legend) } } ?? nil, views: views)
    return (entry, failures)
  }
}

extension Report.Entry {
  fileprivate var characters: Int {
    let pictures = [image, label] + views.flatMap { [$0.mask, $0.errors] }
    return pictures.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
  }
}
