import Basics
import Foundation
import Imaging

/// The counts of one share of pairs of masks and labels, from which the scores of all shares are made.
package struct ScoresPart: Codable, Hashable, Sendable {
  /// The counts of one pair.
  package struct Image: Codable, Hashable, Sendable {
    /// Of the mask, below the folder of masks.
    let path: String
    /// Cluster, class and pixels of each cell, one after the other.
    let cells: [Int]
    let ignored: Int
    /// For each class the four numbers of ``BoundaryCounts/ClassCounts``; nil where boundaries were not compared.
    let boundary: [Int]?
  }

  package let part: PartHeader
  let terms: EvaluationTerms
  let images: [Image]
  /// Files that could not be used.
  package let failures: [FileFailure]

  /// - Parameter boundaries: of each image; empty where boundaries were not compared.
  package init(
    _ part: PartHeader, terms: EvaluationTerms, images: [ImageCounts], boundaries: [BoundaryCounts?],
    failures: [FileFailure]
  ) {
    self.part = part
    var terms = terms
    // Files that were not there tell nothing about the others.
    if images.isEmpty { (terms.labels, terms.masks) = (nil, nil) }
    self.terms = terms
    self.failures = failures
    self.images = images.enumerated().map { index, counts in
      Image(
        path: counts.mask.relativePath,
        cells: counts.cells.flatMap { [Int($0.cluster), Int($0.label), $0.pixels] }, ignored: counts.ignored,
        boundary: boundaries.isEmpty ? nil : boundaries[index]?.perClass.flatMap(\.numbers))
    }
  }

  /// Pairs that were counted.
  package var count: Int { images.count }

  /// Pixels that are scored.
  package var pixels: Int { images.reduce(0) { $0 + stride(from: 2, to: $1.cells.count, by: 3).reduce(0) { $0 + $1 } } }

  /// Joins the shares of one evaluation.
  /// - Parameter parts: each with the file that it comes from.
  /// - Returns: what an evaluation of all pairs gives, and the naming that was given to it.
  /// - Throws: ``PartError``, ``EvaluationError``, ``NamingError``.
  package static func joined(
    _ parts: [(path: String, part: ScoresPart)]
  ) throws -> (scores: Scores, images: [ImageScore], naming: Naming?) {
    let ordered = try PartHeader.order(parts.map { ($0.path, $0.part.part) }).map { parts[$0] }
    for other in ordered.dropFirst() {
      if let terms = other.part.terms.difference(from: ordered[0].part.terms) {
        throw PartError.otherTerms(
          path: other.path, terms: terms.own, otherPath: ordered[0].path, otherTerms: terms.others)
      }
    }
    let terms = EvaluationTerms(joining: ordered.map(\.part.terms))
    var matrix = ConfusionMatrix()
    var counts: [ImageCounts] = []
    var boundaries: [BoundaryCounts?] = []
    let naming = terms.boundaries == nil ? nil : try terms.fixedNaming(ConfusionMatrix())
    for (path, part) in ordered {
      let numbers = try PartNumbers(part.terms, in: terms, path: path)
      for image in part.images {
        let cells = try numbers.cells(image.cells, ignored: image.ignored)
        matrix.add(cells, ignored: image.ignored)
        let mask = ImageFolder.Item(url: URL(filePath: image.path), relativePath: image.path)
        counts.append(ImageCounts(mask: mask, label: mask, cells: cells, ignored: image.ignored))
        if let naming { boundaries.append(try numbers.boundary(image.boundary, classes: naming.classes)) }
      }
    }
    var scores = try terms.scores(matrix, images: counts.count)
    if let tolerance = terms.boundaries { scores = scores.with(boundaries.compactMap { $0 }, tolerance: tolerance) }
    let hasBoundaries = scores.boundaryF != nil
    let images = counts.enumerated().map { index, counts in
      counts.score(by: scores, boundary: hasBoundaries ? boundaries[index] : nil)
    }
    return (scores, images, terms.naming)
  }
}

extension BoundaryCounts.ClassCounts {
  fileprivate var numbers: [Int] { [predicted, predictedNear, labelled, labelledNear] }
}

extension EvaluationTerms {
  /// The terms of all shares. Classes that are only the values that were met are those of all.
  /// - Precondition: the shares do not differ otherwise.
  fileprivate init(joining shares: [EvaluationTerms]) {
    self = shares[0]
    (labels, masks) = (shares.lazy.compactMap(\.labels).first, shares.lazy.compactMap(\.masks).first)
    guard !hasTable else { return }
    func byValue(_ classes: [NamedClass]) -> [NamedClass] {
      classes.sorted { ($0.values.first ?? 0) < ($1.values.first ?? 0) }
    }
    func distinct(_ classes: [NamedClass], after first: [NamedClass] = []) -> [NamedClass] {
      var names = Set(first.map(\.name))
      return classes.filter { names.insert($0.name).inserted }
    }
    let met = byValue(distinct(shares.flatMap { $0.labelClasses ?? [] }))
    labelClasses = met
    guard rule == .identity else { return }
    maskClasses = met + byValue(distinct(shares.flatMap { $0.maskClasses ?? [] }, after: met))
  }
}

/// The numbers of clusters and classes of a share, as numbers of all shares.
private struct PartNumbers {
  let path: String
  let labels: [UInt16]
  /// Of the classes that masks hold; nil for clusters, whose numbers are the same everywhere.
  let masks: [UInt16]?
  let classes: [NamedClass]

  private static let mostPixels = 1 << 40

  init(_ own: EvaluationTerms, in all: EvaluationTerms, path: String) throws {
    self.path = path
    func numbers(_ own: [NamedClass]?, _ all: [NamedClass]?) throws -> [UInt16] {
      let (own, all) = (own ?? [], all ?? [])
      if own == all { return all.indices.map { UInt16(clamping: $0) } }
      let places = Dictionary(all.enumerated().map { ($1.name, $0) }) { first, _ in first }
      return try own.map { entry in
        guard let place = places[entry.name] else { throw Self.damaged(path) }
        return UInt16(clamping: place)
      }
    }
    labels = try numbers(own.labelClasses, all.labelClasses)
    masks = own.maskClasses == nil ? nil : try numbers(own.maskClasses, all.maskClasses)
    if let masks, masks.count < labels.count { throw Self.damaged(path) }
    classes = try own.boundaries.flatMap { _ in try own.fixedNaming(ConfusionMatrix()) }?.classes ?? []
  }

  static func damaged(_ path: String) -> PartError {
    .notPart(path: path, reason: "holds counts that do not fit each other; make the share anew")
  }

  func cells(_ numbers: [Int], ignored: Int) throws -> [ConfusionMatrix.Cell] {
    guard numbers.count % 3 == 0, (0...Self.mostPixels).contains(ignored) else { throw Self.damaged(path) }
    return try stride(from: 0, to: numbers.count, by: 3).map { place in
      let (cluster, label, pixels) = (numbers[place], numbers[place + 1], numbers[place + 2])
      guard labels.indices.contains(label), (0...Self.mostPixels).contains(pixels),
        let own = UInt16(exactly: cluster), own == Label.none || masks?.indices.contains(cluster) ?? true
      else { throw Self.damaged(path) }
      return ConfusionMatrix.Cell(
        cluster: own == Label.none ? own : masks?[cluster] ?? own, label: labels[label], pixels: pixels)
    }
  }

  /// - Parameter all: the classes that boundaries of all shares are of.
  func boundary(_ numbers: [Int]?, classes all: [NamedClass]) throws -> BoundaryCounts? {
    guard let numbers else { return nil }
    guard numbers.count == 4 * classes.count, numbers.allSatisfy({ (0...Self.mostPixels).contains($0) }) else {
      throw Self.damaged(path)
    }
    var counts = BoundaryCounts(perClass: all.map { _ in .init() })
    for (place, entry) in classes.enumerated() {
      guard let target = all == classes ? place : all.firstIndex(where: { $0.name == entry.name }) else {
        throw Self.damaged(path)
      }
      let own = numbers[4 * place..<4 * place + 4].map { $0 }
      counts.perClass[target] = .init(
        predicted: own[0], predictedNear: own[1], labelled: own[2], labelledNear: own[3])
    }
    return counts
  }
}
