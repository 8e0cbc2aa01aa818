import Foundation

/// How much memory the machine has.
enum PhysicalMemory {
  static var byteCount: Int { Int(clamping: ProcessInfo.processInfo.physicalMemory) }
}
