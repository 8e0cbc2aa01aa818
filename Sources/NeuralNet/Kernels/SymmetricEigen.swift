import Basics
import COpenBLAS

// C rows and columns.

/// The eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's `dsyevd`.
package enum SymmetricEigen {
  /// - Parameter matrix: C x C. Only the lower triangle in row-major order is read.
  /// - Returns: the pairs, largest eigenvalue first. Vectors have the length 1, and their largest element is positive.
  /// - Precondition: the elements are finite.
  package static func decompose(_ matrix: [Double], size C: Int) -> [(value: Double, vector: [Double])] {
    precondition(matrix.count == C * C, "\(matrix.count) elements are no matrix of \(C) rows")
    guard C > 0 else { return [] }
    MatrixKernels.prepare()
    var vectors = matrix
    var values = [Double](repeating: 0, count: C)
    var work = [Double](repeating: 0, count: 1 + 6 * C + 2 * C * C)
    var places = [blasint](repeating: 0, count: 3 + 5 * C)
    let failure = lapack_symmetric_eigen(
      blasint(C), &vectors, &values, &work, blasint(work.count), &places, blasint(places.count))
    precondition(failure == 0, "a matrix of \(C) rows has elements that are not finite")
    return (0..<C).reversed().map { index in
      // LAPACK's columns lie one after another.
      let vector = Array(vectors[index * C..<(index + 1) * C])
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return (values[index], largest < 0 ? vector.map { -$0 } : vector)
    }
  }
}
