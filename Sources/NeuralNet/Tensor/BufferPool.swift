import Basics
import Foundation
import Synchronization

/// Memory for tensors: one range of addresses, of which freed blocks are joined and lent again.
///
/// A training step in its steady state asks the system for nothing, and what is held stays near the most that was in
/// use at once, whatever mixture of sizes a step goes through.
package final class BufferPool: Sendable {
  private let contents = Mutex(BlockList())
  private let base: UInt

  package init() {
    // Addresses only: memory is taken as it is touched. Where addresses are limited, fewer will do.
    var bytes = 4 * PhysicalMemory.byteCount
    var block = MAP_FAILED
    while block == MAP_FAILED, bytes > BlockList.unit {
      bytes = bytes / 2 / BlockList.unit * BlockList.unit
      block = mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANON | MAP_NORESERVE, -1, 0)
    }
    let reserved = block == MAP_FAILED ? 0 : bytes
    base = reserved == 0 ? 0 : UInt(bitPattern: block)
    contents.withLock { $0.reserved = reserved }
  }

  deinit {
    contents.withLock { contents in
      if contents.reserved > 0 { munmap(UnsafeMutableRawPointer(bitPattern: base), contents.reserved) }
    }
  }

  /// Bytes from the first block to the end of the last, in use or waiting.
  package var heldBytes: Int { contents.withLock { $0.end } }

  /// Bytes of the blocks in use.
  package var lentBytes: Int { contents.withLock { $0.free.reduce($0.end) { $0 - $1.count } } }

  /// Gives the memory that waits for reuse back to the system.
  package func trim() {
    contents.withLock { contents in
      for block in contents.free { madvise(pointer(block.lowerBound), block.count, MADV_DONTNEED) }
      contents.dropLast()
    }
  }

  /// A block aligned to pages. Ends the program where there is no memory left, as Swift does.
  package func take(bytes: Int) -> UnsafeMutableRawPointer {
    contents.withLock { contents in
      guard let start = contents.take(bytes), makeUsable(&contents), let block = pointer(start) else {
        preconditionFailure("no memory left for \(bytes) bytes")
      }
      return block
    }
  }

  /// Takes back a block that was lent for as many bytes.
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
