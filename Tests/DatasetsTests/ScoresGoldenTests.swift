import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

/// Every score as scikit-learn and SciPy give it; `tools/check_scores.py --golden` has written them.
@Suite struct ScoresGoldenTests {
  struct Case: Decodable {
    var kind: String
    var rule: MatchingRule
    var tolerance: Double?
    var pairs: [Pair]
    var scores: Golden
  }
  struct Pair: Decodable {
    var width, height: Int
    var mask, label: [UInt8]
  }
  struct Golden: Decodable {
    var pixelAccuracy, meanAccuracy, meanIoU, meanF1, frequencyWeightedIoU: Double
    var adjustedRandIndex, normalizedMutualInformation: Double
    var boundaryF, kappa: Double?
    var pixels, ignored: Int
    var perClass: [GoldenClass]
    var images: [GoldenImage]
  }
  struct GoldenClass: Decodable {
    var iou, accuracy, precision, f1, boundaryF: Double?
    var pixels: Int
  }
  struct GoldenImage: Decodable {
    var pixelAccuracy, kappa, meanIoU, boundaryF: Double?
    var pixels, ignored: Int
  }

  @Test func areThoseOfTheReferences() throws {
    let cases = try Fixtures.json("golden/scores.json", as: [Case].self)
    #expect(cases.count == 12)
    for golden in cases {
      let (scores, images) = try Self.scores(golden)
      let expected = golden.scores
      let name = golden.kind
      for (actual, wanted) in [
        (scores.pixelAccuracy, expected.pixelAccuracy), (scores.meanAccuracy, expected.meanAccuracy),
        (scores.meanIoU, expected.meanIoU), (scores.meanF1, expected.meanF1),
        (scores.frequencyWeightedIoU, expected.frequencyWeightedIoU),
        (scores.adjustedRandIndex, expected.adjustedRandIndex),
        (scores.normalizedMutualInformation, expected.normalizedMutualInformation),
      ] { expectClose(actual, wanted, absolute: 1e-12, relative: 1e-12, name) }
      Self.expectEqual(scores.boundaryF, expected.boundaryF, "\(name) boundary")
      Self.expectEqual(scores.kappa, expected.kappa, "\(name) kappa")
      #expect(scores.pixels == expected.pixels && scores.ignored == expected.ignored)
      #expect(scores.perClass.map(\.pixels) == expected.perClass.map(\.pixels))
      for ((entry, mine), theirs) in zip(zip(scores.naming.classes, scores.perClass), expected.perClass) {
        Self.expectEqual(mine.iou, theirs.iou, "\(name) IoU of \(entry.name)")
        Self.expectEqual(mine.accuracy, theirs.accuracy, "\(name) accuracy of \(entry.name)")
        Self.expectEqual(mine.precision, theirs.precision, "\(name) precision of \(entry.name)")
        Self.expectEqual(mine.f1, theirs.f1, "\(name) F1 of \(entry.name)")
        Self.expectEqual(mine.boundaryF, theirs.boundaryF, "\(name) boundary F of \(entry.name)")
      }
      #expect(images.count == expected.images.count)
      for (mine, theirs) in zip(images, expected.images) {
        Self.expectEqual(mine.pixelAccuracy, theirs.pixelAccuracy, "\(name) accuracy of \(mine.path)")
        Self.expectEqual(mine.kappa, theirs.kappa, "\(name) kappa of \(mine.path)")
        Self.expectEqual(mine.meanIoU, theirs.meanIoU, "\(name) IoU of \(mine.path)")
        Self.expectEqual(mine.boundaryF, theirs.boundaryF, "\(name) boundary F of \(mine.path)")
        #expect(mine.pixels == theirs.pixels && mine.ignored == theirs.ignored)
      }
    }
  }

  /// Scores the case's files as the command does.
  private static func scores(_ golden: Case) throws -> (Scores, [ImageScore]) {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pairs = try golden.pairs.enumerated().map { index, pair in
      func item(_ name: String, _ values: [UInt8]) throws -> ImageFolder.Item {
        let url = folder.appending(path: "\(name) \(index).png")
        try LabelMap(width: pair.width, height: pair.height, values: values.map { UInt16($0) }).write(
          to: url, palette: nil)
        return ImageFolder.Item(url: url, relativePath: url.lastPathComponent)
      }
      return (first: try item("mask", pair.mask), second: try item("label", pair.label))
    }
    let parallel = Parallel(threads: 2)
    let evaluation = try MaskEvaluation.of(
      labels: pairs.map(\.second.url), masks: [], in: folder, meaning: LabelMeaning(), rule: golden.rule,
      parallel: parallel
    ).evaluation
    let (matrix, images, failures) = evaluation.count(pairs, parallel: parallel)
    #expect(failures.isEmpty)
    let tolerance = golden.tolerance.map(BoundaryTolerance.pixels) ?? .standard
    let scores = try evaluation.scores(matrix, images: images.count)
    let (boundaries, unread) = evaluation.boundaries(
      images, by: scores.naming, tolerance: tolerance, parallel: parallel)
    #expect(unread.isEmpty)
    return (
      scores.with(boundaries.compactMap { $0 }, tolerance: tolerance),
      zip(images, boundaries).map { $0.score(by: scores, boundary: $1) }
    )
  }

  private static func expectEqual(_ actual: Double?, _ expected: Double?, _ name: String) {
    #expect((actual == nil) == (expected == nil), "\(name): \(String(describing: actual))")
    if let actual, let expected { expectClose(actual, expected, absolute: 1e-12, relative: 1e-12, name) }
  }
}
