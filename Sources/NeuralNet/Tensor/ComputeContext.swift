import Basics

/// The threads and the memory that kernels use.
///
/// Results do not depend on `threads`: the shape alone decides how work is cut into chunks, and partial sums are joined in
/// the order of the chunks.
public final class ComputeContext: Sendable {
  /// The threads that kernels work on.
  public let parallel: Parallel
  /// The most threads that work at once.
  public var threads: Int { parallel.threads }
  /// The memory of the tensors that this context makes.
  package let pool: BufferPool
  /// The processes that compute together.
  package let communicator: any Communicator
  /// The part of a batch that is computed; nil outside a training step.
  let part: (any BatchPart)?

  /// - Parameter threads: at least 1; by default one for each processor core.
  public convenience init(threads: Int? = nil) { self.init(threads: threads, communicator: SingleProcess()) }

  /// - Parameter communicator: knows the processes that compute together.
  package init(threads: Int?, communicator: any Communicator) {
    parallel = Parallel(threads: threads)
    pool = BufferPool()
    self.communicator = communicator
    part = nil
    MatrixKernels.prepare()
  }

  /// The context of a part of a batch, with the memory of the context of the whole.
  init(_ whole: ComputeContext, part: any BatchPart, parallel: Parallel) {
    self.parallel = parallel
    pool = whole.pool
    communicator = whole.communicator
    self.part = part
  }

  /// A tensor with undefined elements.
  package func uninitialized(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, storage: TensorStorage(count: shape.count, pool: pool))
  }

  /// A tensor without elements, which replaces a tensor that is no longer needed.
  var placeholder: Tensor { Tensor([0, 0, 0, 0]) }

  /// A tensor of zeros.
  public func zeros(_ shape: Shape) -> Tensor {
    var tensor = uninitialized(shape)
    tensor.withUnsafeMutableBuffer { $0.update(repeating: 0) }
    return tensor
  }

  /// Runs `body` once for each index in `0..<count`; see `Parallel/forEach(_:_:)`.
  public func forEach(_ count: Int, _ body: (_ index: Int) -> Void) { parallel.forEach(count, body) }

  /// Like ``forEach(_:_:)``. `body` also gets the number of its worker, `0..<threads`, to choose scratch memory by.
  package func forEachWithWorker(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    parallel.forEachWithWorker(count, body)
  }
}
