import Synchronization

/// Passes on what is amiss in files that can be used all the same. Each message is passed on once for a file.
///
/// Two of these are equal only if they are the same object.
public final class FileWarnings: Sendable {
  private struct Warning: Hashable {
    let path: String
    let message: String
  }
  private let known = Mutex(Set<Warning>())
  private let receive: @Sendable (_ path: String, _ message: String) -> Void

  /// - Parameter receive: is called from any thread with the path of a file and what is amiss in it.
  public init(_ receive: @escaping @Sendable (_ path: String, _ message: String) -> Void) { self.receive = receive }

  /// Passes on `message` about the file at `path`, unless it was passed on before.
  public func add(path: String, message: String) {
    let isNew = known.withLock { $0.insert(Warning(path: path, message: message)).inserted }
    if isNew { receive(path, message) }
  }
}

extension FileWarnings: Hashable {
  public static func == (one: FileWarnings, other: FileWarnings) -> Bool { one === other }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
