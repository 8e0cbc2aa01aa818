import Basics
import Foundation
import NeuralNet

/// Times k-means on the rows of a matrix.
package struct ClusteringBenchmark: Sendable {
  /// What has been measured.
  package struct Report: Codable, Hashable, Sendable {
    package let rows: Int
    package let columns: Int
    package let clusters: Int
    package let threads: Int
    /// Of each start, in order: seconds, the sum of the squared distances, and iterations.
    package let seconds: [Double]
    package let inertias: [Double]
    package let iterations: [Int]
  }

  private let features: Tensor
  private let clusters: Int
  /// How often k-means begins anew, each time with the next seed.
  package let starts: Int

  /// - Parameter path: of a safetensors file that holds one matrix.
  /// - Throws: `SafetensorsError`, `FileAccessError`, ``ModelError`` for a file that holds something else.
  package init(contentsOf path: String, clusters: Int, starts: Int) throws {
    let file = try SafetensorsFile(contentsOf: path)
    guard file.tensors.count == 1, let matrix = file.tensors.values.first, matrix.shape.rank == 2,
      matrix.shape[0] >= clusters, matrix.shape[1] > 0
    else { throw ModelError(path: path, reason: "does not hold one matrix of at least \(clusters) rows") }
    features = matrix
    self.clusters = clusters
    self.starts = starts
  }

  /// - Parameter progress: is told after each start how many are done.
  package func run(context: ComputeContext, progress: (Int) -> Void = { _ in }) -> Report {
    let results = (0..<starts).map { start in
      var kMeans = KMeans(clusters: clusters)
      kMeans.seed = UInt64(start)
      let begin = ContinuousClock.now
      let result = kMeans.fit(features, context: context)
      let seconds = (ContinuousClock.now - begin) / .seconds(1)
      progress(start + 1)
      return (seconds: seconds, result: result)
    }
    return Report(
      rows: features.shape[0], columns: features.shape[1], clusters: clusters, threads: context.threads,
      seconds: results.map(\.seconds), inertias: results.map(\.result.inertia),
      iterations: results.map(\.result.iterations))
  }
}
