import Synchronization

/// Keeps freed tensor memory for the next tensor of about the same size, so that a training step in its steady state
/// asks the system for nothing.
///
/// Blocks are 64-byte aligned. Sizes are rounded up to classes at most a quarter apart.
public final class BufferPool: Sendable {
  private struct Contents {
    var free: [Int: [UInt]] = [:]
    var heldBytes = 0
    var workSize = 0
  }
  private let contents = Mutex(Contents())

  public init() {}

  deinit {
    contents.withLock { contents in
      for address in contents.free.values.joined() { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
    }
  }

  /// Bytes taken from the system and not given back, in use or waiting.
  public var heldBytes: Int { contents.withLock { $0.heldBytes } }

  /// Gives the blocks that wait for reuse back to the system.
  public func trim() {
    contents.withLock { contents in
      for (size, blocks) in contents.free {
        for address in blocks { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
        contents.heldBytes -= size * blocks.count
      }
      contents.free.removeAll()
    }
  }

  /// Gives waiting blocks back when the work ahead is of another `size` than the last: blocks that fit one size wait in
  /// vain during another, and every size would keep its own.
  public func trim(beforeWorkOfSize size: Int) {
    let changes = contents.withLock { contents in
      defer { contents.workSize = size }
      return contents.workSize != size
    }
    if changes { trim() }
  }

  func take(bytes: Int) -> (address: UInt, capacity: Int) {
    let capacity = Self.sizeClass(bytes)
    let address = contents.withLock { contents -> UInt in
      if let address = contents.free[capacity]?.popLast() { return address }
      contents.heldBytes += capacity
      return UInt(bitPattern: UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64))
    }
    return (address, capacity)
  }

  func recycle(address: UInt, capacity: Int) {
    contents.withLock { $0.free[capacity, default: []].append(address) }
  }

  /// The next size of the form `m * 2^e` with `m` in 4...7, at least 4 KiB.
  static func sizeClass(_ bytes: Int) -> Int {
    guard bytes > 4096 else { return 4096 }
    let unit = 1 << (Int.bitWidth - (bytes - 1).leadingZeroBitCount - 3)
    return (bytes + unit - 1) / unit * unit
  }
}
