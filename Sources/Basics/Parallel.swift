import CProcessors
import Dispatch
import Foundation
import Synchronization

/// Runs independent pieces of work on several threads.
///
/// Results do not depend on the number of threads: each free thread takes the next index, and results are joined in the
/// order of the indices.
public struct Parallel: Hashable, Sendable {
  /// The most threads that work at once.
  public let threads: Int

  /// The number of processor cores that this process may use.
  public static let availableThreads = Int(tessera_usable_processors())

  /// - Parameter threads: at least 1; by default one for each processor core.
  public init(threads: Int? = nil) { self.threads = max(1, threads ?? Self.availableThreads) }

  /// Runs `body` once for each index in `0..<count` and returns when all are done.
  ///
  /// `body` must write only memory that belongs to its index.
  package func forEach(_ count: Int, _ body: (_ index: Int) -> Void) {
    forEachWithWorker(count) { index, _ in body(index) }
  }

  /// Like ``forEach(_:_:)``. `body` also gets the number of its worker, `0..<threads`, to choose scratch memory by.
  package func forEachWithWorker(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    let workers = min(threads, count)
    guard workers > 1 else {
      for index in 0..<count { body(index, 0) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // This is safe: indices write disjoint memory, and the call returns after the last index.
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

  /// The results of `body` for each index in `0..<count`, in the order of the indices.
  package func map<Result>(_ count: Int, _ body: (_ index: Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initialized in
      // Each index initializes its own element.
      nonisolated(unsafe) let results = results
      forEach(count) { results.initializeElement(at: $0, to: body($0)) }
      initialized = count
    }
  }

  /// The results of `body` for each element, in the order of the elements.
  package func map<Element, Result>(_ elements: [Element], _ body: (Element) -> Result) -> [Result] {
    map(elements.count) { body(elements[$0]) }
  }

  /// The results of `body` for each element, and a failure for each element at which `body` throws.
  /// - Parameters:
  ///   - path: the file that an element is about. The failure of the element names this file and quotes an error about
  ///     another file. A ``FileFailure`` that `body` throws is kept unchanged.
  ///   - progress: is called after each element.
  /// - Returns: a value for each element, nil where there is a failure; and the failures, in the order of the elements.
  package func attempt<Element, Value>(
    _ elements: [Element], path: (Element) -> String, progress: () -> Void = {}, _ body: (Element) throws -> Value
  ) -> (values: [Value?], failures: [FileFailure]) {
    let results = map(elements) { element -> Result<Value, FileFailure> in
      defer { progress() }
      do {
        return .success(try body(element))
      } catch let failure as FileFailure {
        return .failure(failure)
      } catch {
        return .failure(FileFailure(path: path(element), error: error))
      }
    }
    var failures: [FileFailure] = []
    let values = results.map { result -> Value? in
      switch result {
      case .success(let value): return value
      case .failure(let failure):
        failures.append(failure)
        return nil
      }
    }
    return (values, failures)
  }
}
