import Basics
import COpenBLAS

/// The address and form of a row-major matrix.
struct BorrowedMatrix {
  let address: UnsafePointer<Float>
  /// The floats from one row to the next.
  let stride: Int
  /// Whether the matrix is used transposed.
  var isTransposed = false
}

/// `result = left * right` or `result += left * right` for row-major matrices, on the calling thread alone.
enum RowMajorProduct {
  /// - Parameters: `left` is `rows x inner` and `right` is `inner x columns`, after any transposition.
  static func multiply(
    _ left: BorrowedMatrix, _ right: BorrowedMatrix, rows: Int, columns: Int, inner: Int, accumulate: Bool = false,
    into result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans, right.isTransposed ? CblasTrans : CblasNoTrans,
      blasint(rows), blasint(columns), blasint(inner), 1, left.address, blasint(left.stride), right.address,
      blasint(right.stride), accumulate ? 1 : 0, result, blasint(stride))
  }
}
