import Foundation

/// Threads that may wait for one another, which those of `Parallel` may not.
enum MemberThread {
  /// Runs `body` once for each index in `0..<count`, each on a thread of its own, and returns when all are done.
  static func run(_ count: Int, _ body: @Sendable (_ index: Int) -> Void) {
    guard count > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      let threads = (0..<count).map { index in
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(index: index, body: body))
        let code = pthread_create(
          &thread, nil,
          { argument in
            guard let argument else { return nil }
            Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
            return nil
          }, work.toOpaque())
        precondition(code == 0, "the system has no thread left for a part of the batch")
        return thread
      }
      for thread in threads { pthread_join(thread, nil) }
    }
  }

  private final class Work: Sendable {
    private let index: Int
    private let body: @Sendable (Int) -> Void

    init(index: Int, body: @escaping @Sendable (Int) -> Void) {
      self.index = index
      self.body = body
    }

    func run() { body(index) }
  }
}
