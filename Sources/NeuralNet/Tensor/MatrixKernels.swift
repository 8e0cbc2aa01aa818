import Basics
import COpenBLAS

/// The matrix kernels that OpenBLAS uses.
package enum MatrixKernels {
  /// The processor type of the kernels, such as "SkylakeX" or "Haswell".
  package static var name: String {
    _ = chosen
    return String(cString: openblas_get_corename())
  }

  /// Chooses the kernels once in a process, and makes OpenBLAS use the calling thread only.
  static func prepare() { _ = chosen }

  private static let chosen: Void = {
    blas_choose_kernels()
    openblas_set_num_threads(1)
  }()
}
