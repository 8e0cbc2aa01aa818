import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct GuidedFilterTests {
  static let context = ComputeContext(threads: 2)

  /// The filter as its equations say it, window by window.
  static func reference(
    _ guide: [Float], _ plane: [Float], weights: [Float]? = nil, width: Int, height: Int, radius: Int, epsilon: Double
  ) -> [Double] {
    func window(_ x: Int, _ y: Int) -> [Int] {
      (max(0, y - radius)...min(height - 1, y + radius)).flatMap { row in
        (max(0, x - radius)...min(width - 1, x + radius)).map { row * width + $0 }
      }
    }
    func mean(_ places: [Int], _ value: (Int) -> Double) -> Double {
      places.reduce(0) { $0 + value($1) } / Double(places.count)
    }
    var lines: [(a: Double, b: Double)] = []
    for y in 0..<height {
      for x in 0..<width {
        let places = window(x, y).filter { weights?[$0] != 0 }
        if places.isEmpty {
          lines.append((0, 0))
          continue
        }
        let (i, p) = (mean(places) { Double(guide[$0]) }, mean(places) { Double(plane[$0]) })
        let variance = mean(places) { Double(guide[$0]) * Double(guide[$0]) } - i * i
        let a = (mean(places) { Double(guide[$0]) * Double(plane[$0]) } - i * p) / (variance + epsilon)
        lines.append((a, p - a * i))
      }
    }
    return (0..<height).flatMap { y in
      (0..<width).map { x in
        let places = window(x, y)
        return mean(places) { lines[$0].a } * Double(guide[y * width + x]) + mean(places) { lines[$0].b }
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 9), (13, 1), (7, 5), (20, 90), (41, 37)], [1, 3, 8])
  func isWhatItsEquationsSay(size: (Int, Int), radius: Int) {
    let (width, height) = size
    var random = RandomSource(seed: UInt64(width + 100 * height))
    func plane() -> [Float] { (0..<width * height).map { _ in random.uniform() } }
    let (guide, planes) = (plane(), [plane(), plane(), plane()])
    for band in [1, 7, 64] {
      let filter = GuidedFilter(width: width, height: height, planes: 3, radius: radius, epsilon: 0.01)
      var results = [[Float]](repeating: [], count: 3)
      for start in stride(from: 0, to: height, by: band) {
        let area = start * width..<min(start + band, height) * width
        let rows = filter.next(guide: Array(guide[area]), planes: planes.flatMap { $0[area] }, context: Self.context)
        for k in 0..<3 { results[k] += rows[k * rows.count / 3..<(k + 1) * rows.count / 3] }
      }
      for (result, plane) in zip(results, planes) {
        let expected = Self.reference(guide, plane, width: width, height: height, radius: radius, epsilon: 0.01)
        #expect(result.count == expected.count)
        let worst = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(worst < 1e-5)
      }
    }
  }

  @Test(arguments: [(1, 9), (13, 1), (7, 5), (41, 37)], [1, 3, 8])
  func pixelsOfNoWeightTakePartInNoFit(size: (Int, Int), radius: Int) {
    let (width, height) = size
    var random = RandomSource(seed: UInt64(width + 100 * height))
    func plane() -> [Float] { (0..<width * height).map { _ in random.uniform() } }
    let (guide, first) = (plane(), plane())
    // A corner as wide as many windows, and single pixels.
    let weights = (0..<width * height).map { place -> Float in
      place % width + place / width < 20 && place % 5 != 4 ? 0 : 1
    }
    // What lies at those pixels changes nothing elsewhere.
    let other = zip(first, weights).map { $1 == 0 ? 7 : $0 }
    for band in [1, 7, 64] {
      let filter = GuidedFilter(
        width: width, height: height, planes: 2, radius: radius, epsilon: 0.01, hasWeights: true)
      var results = [[Float]](repeating: [], count: 2)
      for start in stride(from: 0, to: height, by: band) {
        let area = start * width..<min(start + band, height) * width
        let rows = filter.next(
          guide: Array(guide[area]), weights: Array(weights[area]), planes: [first, other].flatMap { $0[area] },
          context: Self.context)
        for k in 0..<2 { results[k] += rows[k * rows.count / 2..<(k + 1) * rows.count / 2] }
      }
      let expected = Self.reference(
        guide, first, weights: weights, width: width, height: height, radius: radius, epsilon: 0.01)
      for result in results {
        let worst = zip(zip(result, expected), weights).map { $1 == 0 ? 0 : abs(Double($0.0) - $0.1) }.max() ?? 1
        #expect(result.count == expected.count && worst < 1e-5)
      }
    }
  }

  @Test func fullWeightsAreNone() {
    var random = RandomSource(seed: 4)
    let (width, height) = (33, 29)
    let guide = (0..<width * height).map { _ in random.uniform() }
    let plane = (0..<width * height).map { _ in random.uniform() }
    let plain = GuidedFilter(width: width, height: height, planes: 1, radius: 5)
    let weighted = GuidedFilter(width: width, height: height, planes: 1, radius: 5, hasWeights: true)
    #expect(
      plain.next(guide: guide, planes: plane, context: Self.context)
        == weighted.next(
          guide: guide, weights: .init(repeating: 1, count: plane.count), planes: plane, context: Self.context))
  }

  @Test func keepsAnEdgeOfTheGuideThatThePlaneHasNearby() {
    let (width, height) = (40, 12)
    let guide = (0..<width * height).map { Float($0 % width < 20 ? 0.2 : 0.8) }
    // The plane's edge lies three pixels aside.
    let plane = (0..<width * height).map { Float($0 % width < 17 ? 0 : 1) }
    let filter = GuidedFilter(width: width, height: height, planes: 1, radius: 8)
    let result = filter.next(guide: guide, planes: plane, context: Self.context)
    let row = result[6 * width..<7 * width].map { $0 > 0.5 }
    #expect(row.firstIndex(of: true) == 20)
  }

  @Test func sumsOfPlanesStaySums() {
    var random = RandomSource(seed: 3)
    let (width, height) = (30, 25)
    let guide = (0..<width * height).map { _ in random.uniform() }
    let plane = (0..<width * height).map { _ in random.uniform() }
    let filter = GuidedFilter(width: width, height: height, planes: 2, radius: 4)
    let results = filter.next(guide: guide, planes: plane + plane.map { 1 - $0 }, context: Self.context)
    for (p, q) in zip(results[..<plane.count], results[plane.count...]) { #expect(abs(p + q - 1) < 1e-5) }
  }
}
