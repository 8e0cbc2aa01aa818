import Basics
import Datasets
import Imaging
import NeuralNet

/// One random displacement a batch, beside the dense window: each axis moves by `minimum` to `maximum` pixels, either
/// way.
package struct SparseDisplacement: Sendable, Hashable, Codable {
  package var minimum: Int
  package var maximum: Int

  /// - Precondition: `0 <= minimum <= maximum`.
  package init(minimum: Int, maximum: Int) {
    precondition(0 <= minimum && minimum <= maximum, "no displacement lies in \(minimum) ... \(maximum)")
    self.minimum = minimum
    self.maximum = maximum
  }

  /// The displacement of the next batch.
  package func draw(from source: inout RandomSource) -> PairedMaps.Offset {
    let rows = Int.random(in: minimum...maximum, using: &source) * (Bool.random(using: &source) ? 1 : -1)
    let columns = Int.random(in: minimum...maximum, using: &source) * (Bool.random(using: &source) ? 1 : -1)
    return PairedMaps.Offset(rows: rows, columns: columns)
  }
}
