import Dispatch
import Synchronization

/// What every kernel needs beside its operands: how many threads to use, and memory to take.
///
/// Results do not depend on `threads`: work is cut into chunks by its shape alone and partial sums are joined in chunk
/// order.
public final class ComputeContext: Sendable {
  /// Threads that ``forEach(_:_:)`` uses at most.
  public let threads: Int
  /// Where tensors made by this context take their memory from.
  public let pool = BufferPool()

  /// - Parameter threads: at least 1; by default one for each processor core.
  public init(threads: Int? = nil) {
    self.threads = max(1, threads ?? ProcessorCount.available)
    MatrixKernels.prepare()
  }

  /// A tensor whose elements are not yet set.
  public func uninitialized(_ shape: Shape) -> Tensor {
    Tensor(shape: shape, storage: TensorStorage(count: shape.count, pool: pool))
  }

  /// A tensor of no elements, to stand where one has been given up.
  public var placeholder: Tensor { Tensor([0, 0, 0, 0]) }

  /// A tensor of zeros.
  public func zeros(_ shape: Shape) -> Tensor {
    var tensor = uninitialized(shape)
    tensor.mutablePointer.update(repeating: 0, count: shape.count)
    return tensor
  }

  /// Runs `body` once for each index in `0..<count`, on up to ``threads`` threads, and returns when all are done.
  ///
  /// The one fork-join of the module. Indices are handed out in order to whichever thread is free, so `body` must not
  /// depend on which thread runs it and must write only what belongs to its index.
  public func forEach(_ count: Int, _ body: (_ index: Int) -> Void) {
    forEachWithWorker(count) { index, _ in body(index) }
  }

  /// Like ``forEach(_:_:)``, and tells `body` which worker (`0..<threads`) it runs on, for scratch memory.
  public func forEachWithWorker(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // Safe by the contract above: indices write disjoint memory, and the call returns after the last of them.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < count else { break }
          body(index, worker)
        }
      }
    }
  }
}
