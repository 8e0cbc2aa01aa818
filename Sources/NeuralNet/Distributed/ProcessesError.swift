/// Why processes cannot compute together.
public enum ProcessesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// MPI does not start.
  case cannotStart(reason: String)
  /// The program was started as several processes, but cannot talk to the others.
  case notSupported(processes: Int)
  /// There are more processes than parts of a batch.
  case tooMany(processes: Int, parts: Int)
  /// The processes have different work before them; one line each.
  case differ(lines: [String])

  public var description: String {
    switch self {
    case .cannotStart(let reason): "MPI cannot be started: \(reason)"
    case .notSupported(let processes):
      "\(processes) processes were started together, but this program was built without MPI"
    case .tooMany(let processes, let parts):
      "\(processes) processes share a batch of \(parts) parts; start at most \(parts), or set optimization.batchParts to at "
        + "least \(processes)"
    case .differ(let lines):
      (["the processes do not see the same images and settings:"] + lines).joined(separator: "\n  ")
    }
  }
}
