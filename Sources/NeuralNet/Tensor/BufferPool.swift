import Basics
import Foundation
import Synchronization

/// Memory for tensors: one range of addresses. Freed blocks are joined and used again.
///
/// After the first training steps, no more memory is taken from the system. The memory held stays near the most that is in
/// use at one time, whatever the sizes of the tensors.
package final class BufferPool: Sendable {
  private let contents = Mutex(BlockList())
  private let base: UInt

  package init() {
    // This reserves addresses only: memory is taken when it is first written. Limited systems get a smaller range.
    var bytes = 4 * PhysicalMemory.byteCount
    var block = MAP_FAILED
    while block == MAP_FAILED, bytes > BlockList.unit {
      bytes = bytes / 2 / BlockList.unit * BlockList.unit
      block = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0)
    }
    let reserved = block == MAP_FAILED ? 0 : bytes
    #if os(Linux)
      // Kernels read maps in strides of whole pages. Pages of 2 MiB need far fewer translations of addresses.
      if reserved > 0 { madvise(block, reserved, MADV_HUGEPAGE) }
    #endif
    base = reserved == 0 ? 0 : UInt(bitPattern: block)
    contents.withLock { $0.reserved = reserved }
  }

  deinit {
    contents.withLock { contents in
      if contents.reserved > 0 { munmap(UnsafeMutableRawPointer(bitPattern: base), contents.reserved) }
    }
  }

  /// The bytes from the first block to the end of the last, used or free.
  package var heldBytes: Int { contents.withLock { $0.end } }

  /// The bytes of the blocks in use.
  package var lentBytes: Int { contents.withLock { $0.free.reduce($0.end) { $0 - $1.count } } }

  /// Gives the memory of free parts back to the system.
  package func trim() {
    contents.withLock { contents in
      for block in contents.free { madvise(pointer(block.lowerBound), block.count, MADV_DONTNEED) }
      contents.dropLast()
    }
  }

  /// A block that is aligned to pages. When there is no memory left, the program ends, as it does in Swift.
  package func take(bytes: Int) -> UnsafeMutableRawPointer {
    contents.withLock { contents in
      guard let start = contents.take(bytes), makeUsable(&contents), let block = pointer(start) else {
        preconditionFailure("no memory left for \(bytes) bytes")
      }
      return block
    }
  }

  /// Takes back a block of this size.
  package func recycle(_ block: UnsafeMutableRawPointer, bytes: Int) {
    contents.withLock { $0.recycle(Int(UInt(bitPattern: block) - base), bytes) }
  }

  private func pointer(_ offset: Int) -> UnsafeMutableRawPointer? {
    UnsafeMutableRawPointer(bitPattern: base + UInt(offset))
  }

  private func makeUsable(_ contents: inout BlockList) -> Bool {
    guard contents.end > contents.usable else { return true }
    let usable = min(contents.reserved, contents.end + 64 << 20)
    guard mprotect(pointer(contents.usable), usable - contents.usable, PROT_READ | PROT_WRITE) == 0 else {
      return false
    }
    contents.usable = usable
    return true
  }
}
