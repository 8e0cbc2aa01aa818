import Basics
import Datasets
import Imaging
import Testing

import Segmentation

struct LabelledPixelsTests {
  private static func draw(
    _ labels: LabelMap, most: Int = 40_000, rows: Int = 7, seed: UInt64 = 0
  ) throws -> LabelledPixels {
    var next = 0
    return try LabelledPixels(classes: 3, most: most, random: RandomSource(seed: seed)) {
      guard next < labels.height else { return nil }
      let band = next..<min(next + rows, labels.height)
      next = band.upperBound
      return LabelMap(
        width: labels.width, height: band.count,
        values: Array(labels.values[band.lowerBound * labels.width..<band.upperBound * labels.width]))
    }
  }

  @Test func scribblesAreKeptWhole() throws {
    var labels = LabelMap(width: 50, height: 40, values: [UInt16](repeating: Label.none, count: 2000))
    for x in 3..<30 { labels[x, 11] = 2 }
    labels[49, 39] = 0
    let found = try Self.draw(labels)
    #expect(found.width == 50 && found.height == 40 && found.counts == [1, 0, 27] && !found.isDense)
    #expect(found.pixels.map(\.label) == [Int](repeating: 2, count: 27) + [0])
    #expect(
      found.pixels.map(\.x) == Array(3..<30) + [49] && found.pixels.map(\.y) == [Int](repeating: 11, count: 27) + [39])
  }

  @Test func denseLabelsAreDrawnFromEvenlyAndByTheSeed() throws {
    let labels = LabelMap(width: 200, height: 300, values: (0..<60_000).map { $0 % 4 == 0 ? 1 : 0 })
    let found = try Self.draw(labels)
    #expect(found.isDense && found.pixels.count == TeachingSettings.pixelsOfDenseImage && found.count == 60_000)
    #expect(Set(found.pixels.map { $0.y * 200 + $0.x }).count == found.pixels.count)
    let share = Double(found.pixels.count { $0.label == 1 }) / Double(found.pixels.count)
    #expect(abs(share - 0.25) < 0.04)
    let upper = Double(found.pixels.count { $0.y < 150 }) / Double(found.pixels.count)
    #expect(abs(upper - 0.5) < 0.05)
    #expect(found.pixels.allSatisfy { Int(labels[$0.x, $0.y]) == $0.label })
    let again = try Self.draw(labels, rows: 300)
    #expect(again.pixels.map { [$0.x, $0.y] } == found.pixels.map { [$0.x, $0.y] })
    #expect(try Self.draw(labels, seed: 1).pixels.map(\.x) != found.pixels.map(\.x))
    #expect(try Self.draw(labels, most: 500).pixels.count == 500)
  }
}
