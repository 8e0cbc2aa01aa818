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
  /// The team that computes the parts of a batch, and the place of the part of this context; nil outside a training step.
  let membership: (team: StepTeam, member: Int)?

  /// - Parameter threads: at least 1; by default one for each processor core.
  public convenience init(threads: Int? = nil) { self.init(threads: threads, communicator: SingleProcess()) }

  /// - Parameter communicator: knows the processes that compute together.
  package init(threads: Int?, communicator: any Communicator) {
    parallel = Parallel(threads: threads)
    pool = BufferPool()
    self.communicator = communicator
    membership = nil
    MatrixKernels.prepare()
  }

  /// The context of a member of a team. It uses the memory of the team's context.
  init(member: Int, of team: StepTeam, parallel: Parallel) {
    self.parallel = parallel
    pool = team.context.pool
    communicator = team.context.communicator
    membership = (team, member)
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
