import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct KMeansTests {
  static let context = ComputeContext(threads: 2)

  /// Samples around given centres, and the centre of each.
  static func blobs(_ centres: [[Float]], each count: Int, deviation: Float, seed: UInt64 = 1) -> (Tensor, [Int]) {
    var random = RandomSource(seed: seed)
    var values: [Float] = []
    var owners: [Int] = []
    for _ in 0..<count {
      for (index, centre) in centres.enumerated() {
        values += centre.map { $0 + deviation * random.normal() }
        owners.append(index)
      }
    }
    return (Tensor([owners.count, centres[0].count], values: values), owners)
  }

  /// Plain iterations over all samples, from given centroids, until nothing changes.
  static func reference(_ features: Tensor, _ centroids: Tensor) -> (labels: [Int32], inertia: Double) {
    let (n, C, K) = (features.shape[0], features.shape[1], centroids.shape[0])
    let values = features.values
    var centroids = centroids.values.map { Double($0) }
    var labels = [Int32](repeating: -1, count: n)
    var inertia = 0.0
    for _ in 0..<1000 {
      let before = labels
      inertia = 0
      for row in 0..<n {
        let squares = (0..<K).map { k in
          (0..<C).reduce(0.0) {
            let difference = Double(values[row * C + $1]) - centroids[k * C + $1]
            return $0 + difference * difference
          }
        }
        let nearest = squares.indices.min { squares[$0] < squares[$1] } ?? 0
        labels[row] = Int32(nearest)
        inertia += squares[nearest]
      }
      if labels == before { break }
      for k in 0..<K {
        let own = (0..<n).filter { labels[$0] == Int32(k) }
        if own.isEmpty { continue }
        for c in 0..<C {
          centroids[k * C + c] = own.reduce(0.0) { $0 + Double(values[$1 * C + c]) } / Double(own.count)
        }
      }
    }
    return (labels, inertia)
  }

  @Test func blobsAreFound() {
    let centres: [[Float]] = [[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10], [10, 10, 10]]
    let (features, owners) = Self.blobs(centres, each: 400, deviation: 1)
    var kmeans = KMeans(clusters: 5)
    kmeans.starts = 3
    let result = kmeans.fit(features, context: Self.context)
    var pairs: Set<[Int]> = []
    for (owner, label) in zip(owners, result.labels) { pairs.insert([owner, Int(label)]) }
    #expect(pairs.count == 5)
    // Three variances of 1 for each of 2000 samples.
    #expect(abs(result.inertia - 6000) < 300)
  }

  @Test func theOptimumIsThatOfScikitLearn() throws {
    let golden = try GoldenClustering.load().kMeans
    var kmeans = KMeans(clusters: 6)
    kmeans.starts = 20
    kmeans.tolerance = 0
    let result = kmeans.fit(golden.points.tensor, context: Self.context)
    expectClose(result.inertia, golden.inertia, relative: 1e-5)
    let values = result.centroids.values
    let rows = (0..<6).map { Array(values[$0 * 3..<($0 + 1) * 3]) }.sorted { $0[0] < $1[0] }
    expectClose(Tensor([6, 3], values: Array(rows.joined())), golden.centroids.tensor, relative: 1e-5)
  }

  /// Odd sizes, features far from zero, and more samples than one chunk holds.
  @Test(arguments: [(7, 300, 3), (64, 2500, 24), (1, 97, 5), (17, 1025, 2)])
  func boundsChangeNothing(_ C: Int, _ n: Int, _ K: Int) {
    var random = RandomSource(seed: UInt64(C))
    let values = (0..<n * C).map { 100 * Float($0 % C) + random.normal() * (1 + Float($0 % 3)) }
    let features = Tensor([n, C], values: values)
    let first = Tensor([K, C], values: (0..<K).flatMap { k in values[k * 5 * C..<(k * 5 + 1) * C] })
    var kmeans = KMeans(clusters: K)
    kmeans.tolerance = 0
    kmeans.iterations = 1000
    let result = kmeans.refine(first, on: features, context: Self.context)
    let expected = Self.reference(features, first)
    expectClose(result.inertia, expected.inertia, relative: 1e-3, "inertia")
    let same = zip(result.labels, expected.labels).count { $0 == $1 }
    #expect(Double(same) >= 0.99 * Double(n))
  }

  @Test func theNumberOfThreadsDoesNotMatter() {
    let features = Tensor.normal([5000, 9], seed: 3)
    let results = [1, 2, 3].map { KMeans(clusters: 12).fit(features, context: ComputeContext(threads: $0)) }
    for other in results.dropFirst() {
      #expect(other.centroids.values == results[0].centroids.values)
      #expect(other.labels == results[0].labels && other.inertia == results[0].inertia)
    }
  }

  @Test func anEmptyClusterBeginsAnew() {
    let (features, _) = Self.blobs([[0, 0], [5, 5]], each: 100, deviation: 0.5)
    // The third centroid is nearest to none.
    let first = Tensor([3, 2], values: [0, 0, 5, 5, 1000, 1000])
    let result = KMeans(clusters: 3).refine(first, on: features, context: Self.context)
    #expect(Set(result.labels) == [0, 1, 2])
    #expect(result.centroids.values.allSatisfy { $0 < 10 })
  }

  @Test func fewerDistinctSamplesThanClusters() {
    let features = Tensor([6, 1], values: [1, 1, 1, 2, 2, 2])
    let result = KMeans(clusters: 4).fit(features, context: Self.context)
    #expect(result.inertia == 0)
    #expect(result.centroids.values.allSatisfy { $0 == 1 || $0 == 2 })
    #expect(result.labels[0] != result.labels[5])
    let one = KMeans(clusters: 1).fit(features, context: Self.context)
    #expect(one.centroids.values == [1.5])
  }

  @Test func moreStartsAreNotWorse() {
    let features = Tensor.normal([600, 4], seed: 9)
    var kmeans = KMeans(clusters: 15)
    let one = kmeans.fit(features, context: Self.context)
    kmeans.starts = 5
    #expect(kmeans.fit(features, context: Self.context).inertia <= one.inertia)
  }
}
