import Basics
import Datasets
import Foundation
import Imaging
import NeuralNet

/// The most memory this process has held.
package enum PeakMemory {
  /// Counts from what is held now, where the system can do that.
  package static func reset() {
    #if os(Linux)
      try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    #endif
  }

  /// In bytes, resident, since the process began or ``reset()`` was called.
  package static var bytes: Int {
    #if os(Linux)
      // `getrusage` would count what the program had held that started this one, before it did.
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first).flatMap { Int($0) }.map { $0 << 10 } ?? 0
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
