import Basics

/// What every kernel needs beside its operands: how many threads to use, and memory to take.
///
/// Results do not depend on `threads`: work is cut into chunks by its shape alone and partial sums are joined in chunk
/// order.
public final class ComputeContext: Sendable {
  /// The threads that kernels work on.
  public let parallel: Parallel
  /// The most threads that work at once.
  public var threads: Int { parallel.threads }
  /// Where tensors made by this context take their memory from.
  package let pool = BufferPool()

  /// - Parameter threads: at least 1; by default one for each processor core.
  public init(threads: Int? = nil) {
    parallel = Parallel(threads: threads)
    MatrixKernels.prepare()
  }

  /// A tensor whose elements are not yet set.
  package func uninitialized(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, storage: TensorStorage(count: shape.count, pool: pool))
  }

  /// A tensor of no elements, to stand where one has been given up.
  var placeholder: Tensor { Tensor([0, 0, 0, 0]) }

  /// A tensor of zeros.
  public func zeros(_ shape: Shape) -> Tensor {
    var tensor = uninitialized(shape)
    tensor.withUnsafeMutableBuffer { $0.update(repeating: 0) }
    return tensor
  }

  /// Runs `body` once for each index in `0..<count`; see `Parallel/forEach(_:_:)`.
  public func forEach(_ count: Int, _ body: (_ index: Int) -> Void) { parallel.forEach(count, body) }

  /// Like ``forEach(_:_:)``, and tells `body` which worker (`0..<threads`) it runs on, for scratch memory.
  package func forEachWithWorker(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    parallel.forEachWithWorker(count, body)
  }
}
