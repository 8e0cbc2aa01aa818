import Foundation

/// The memory that this process may use.
package enum PhysicalMemory {
  /// The machine's memory, or less where a container or `ulimit -v` allows less.
  package static let byteCount: Int = {
    var least = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    for file in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      if let text = try? String(contentsOfFile: file, encoding: .utf8),
        let limit = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), limit > 0
      {
        least = min(least, limit)
      }
    }
    var limits = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limits) == 0 {
      least = min(least, Int(clamping: limits.rlim_cur))
    }
    return least
  }()
}
