import Basics
import COpenBLAS

/// The set of matrix kernels in use.
package enum MatrixKernels {
  /// The processor generation whose kernels OpenBLAS runs, such as "SkylakeX" or "Haswell".
  package static var name: String {
    _ = chosen
    return String(cString: openblas_get_corename())
  }

  /// Chooses the kernels, once a process, and holds OpenBLAS to the calling thread.
  static func prepare() { _ = chosen }

  private static let chosen: Void = {
    blas_choose_kernels()
    openblas_set_num_threads(1)
  }()
}
