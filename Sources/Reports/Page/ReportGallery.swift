import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// Chooses the images of a report and makes their pictures, small enough for one page.
struct ReportGallery: Sendable {
  /// Characters that the pictures of a hundred images may take as `data:` URIs.
  static let charactersOfHundred = 17_000_000
  /// The most pixels of a picture's longer side.
  static let longestSide = 560

  /// The names of all images that have a mask, in order.
  let names: [String]
  private let members: [ReportMembers]
  private let legends: [MaskLegend]
  private let accuracies: [[String: Double]]
  /// The evaluation of each run. They read labels alike, but not masks.
  private let evaluations: [MaskEvaluation]
  private let preparation: ImagePreparation

  /// - Parameter preparation: how the pixels of the images are prepared.
  init(
    members: [ReportMembers], legends: [MaskLegend], accuracies: [[String: Double]],
    evaluations: [MaskEvaluation], preparation: ImagePreparation = .none
  ) {
    self.preparation = preparation
    self.members = members
    names = Set(members.flatMap(\.keys)).sorted()
    self.legends = legends
    self.accuracies = accuracies
    self.evaluations = evaluations
  }

  /// Pictures of the images with the lowest accuracy or, where nothing is scored, of images spread over the whole list.
  ///
  /// All pictures are made smaller where they would take too many characters. An image is left out if no mask of it can be
  /// read.
  /// - Returns: the entries, and the files that could not be used.
  func entries(
    count: Int, parallel: Parallel, progress: @Sendable () -> Void
  ) -> (entries: [Report.Entry], failures: [FileFailure]) {
    let chosen = chosen(count)
    let limit = Self.charactersOfHundred * max(1, (chosen.count + 99) / 100)
    var side = Self.longestSide
    // A trial with a few images finds the size for all.
    let few = chosen.count > 16 ? stride(from: 0, to: chosen.count, by: chosen.count / 8).map { chosen[$0] } : []
    var isTrial = !few.isEmpty
    while true {
      let part = isTrial ? few : chosen
      let silence: @Sendable () -> Void = {}
      let made = entries(part, side: side, parallel: parallel, progress: isTrial ? silence : progress)
      let characters = made.entries.reduce(0) { $0 + $1.characters } * chosen.count / max(1, part.count)
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
    func mean(_ name: String) -> Double? {
      let known = accuracies.compactMap { $0[name] }
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
    let scored = names.compactMap { name in mean(name).map { (name, $0) } }
    if scored.isEmpty {
      let count = min(count, names.count)
      return (0..<count).map { names[$0 * names.count / count] }
    }
    let sorted = scored.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    let others = names.filter { mean($0) == nil }
    return Array((sorted + others).prefix(count))
  }

  private func entries(
    _ names: [String], side: Int, parallel: Parallel, progress: @Sendable () -> Void
  ) -> (entries: [Report.Entry], failures: [FileFailure]) {
    let made = parallel.map(names) { name in
      defer { progress() }
      return entry(name, side: side)
    }
    return (made.compactMap(\.entry), made.flatMap(\.failures))
  }

  private func entry(_ name: String, side: Int) -> (entry: Report.Entry?, failures: [FileFailure]) {
    var failures: [FileFailure] = []
    /// The value of `make`; where it throws, nil and one more failure.
    func attempt<Made>(_ item: ImageFolder.Item?, _ make: (URL) throws -> Made) -> Made? {
      guard let item else { return nil }
      do {
        return try make(item.url)
      } catch {
        failures.append(FileFailure(path: item.url.path, error: error))
        return nil
      }
    }
    let options = evaluations[0].options
    let masks = members.map { $0.masks[name] }
    let label = members.lazy.compactMap { $0.labels[name] }.first
    let infos = masks.compactMap { mask in
      attempt(mask) { try RasterFile.info(of: $0, options: options) }
    }
    guard let info = infos.first else { return (nil, failures) }
    let scale = min(1, Double(side) / Double(max(info.width, info.height)))
    let size = (
      width: max(1, Int((Double(info.width) * scale).rounded())),
      height: max(1, Int((Double(info.height) * scale).rounded()))
    )
    let painter = ReportPainter(
      size: size, source: (info.width, info.height), options: options, preparation: preparation)
    let truth = attempt(label) { try painter.label(evaluations[0].label($0)) }
    let views = masks.indices.map { run in
      let pictures = attempt(masks[run]) { url in
        let mask = try painter.mask(evaluations[run].mask(url), legend: legends[run])
        let errors = try truth.map { truth in
          var scored = truth
          if evaluations[run].masks?.marksNoData == true { scored.ignore(where: mask) }
          return try painter.uri(errors: mask, scored)
        }
        return (mask: try painter.uri(mask, legend: legends[run]), errors: errors)
      }
      return Report.Entry.View(
        mask: pictures?.mask, errors: pictures?.errors ?? nil, accuracy: accuracies[run][name])
    }
    let legend = legends.first { $0.naming != nil } ?? .clusters
    let entry = Report.Entry(
      name: name, width: size.width, height: size.height,
      image: attempt(members.lazy.compactMap { $0.images[name] }.first) { try painter.uri(image: $0) },
      label: attempt(label) { _ in try truth.map { try painter.uri($0, legend: legend) } } ?? nil, views: views)
    return (entry, failures)
  }
}

extension Report.Entry {
  fileprivate var characters: Int {
    let pictures = [image, label] + views.flatMap { [$0.mask, $0.errors] }
    return pictures.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
  }
}
