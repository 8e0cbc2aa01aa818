import Basics

// Kernels get addresses only from these functions, so that no address is used after its memory is freed.

extension Tensor {
  /// Lends the address of the elements for reading while `body` runs.
  func withPointer<Result>(_ body: (UnsafePointer<Float>) throws -> Result) rethrows -> Result {
    try withUnsafeBuffer { buffer in try body(Self.address(buffer)) }
  }

  /// Lends the address of the elements for writing while `body` runs.
  mutating func withMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withUnsafeMutableBuffer { buffer in
      guard let address = buffer.baseAddress else { preconditionFailure("a tensor without memory") }
      return try body(address)
    }
  }

  /// Lends two tensors for reading.
  static func withPointers<Result>(
    _ first: Tensor, _ second: Tensor,
    _ body: (_ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try first.withPointer { first in try second.withPointer { second in try body(first, second) } }
  }

  /// Lends two tensors for writing.
  static func withMutablePointers<Result>(
    _ first: inout Tensor, _ second: inout Tensor,
    _ body: (_ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try first.withMutablePointer { first in try second.withMutablePointer { second in try body(first, second) } }
  }

  private static func address(_ buffer: UnsafeBufferPointer<Float>) -> UnsafePointer<Float> {
    guard let address = buffer.baseAddress else { preconditionFailure("a tensor without memory") }
    return address
  }
}

extension ComputeContext {
  /// A tensor whose elements `fill` sets.
  /// - Parameter zeroed: whether the elements are zero before `fill`. Otherwise `fill` must set every element.
  package func filled(_ shape: Shape, zeroed: Bool = false, by fill: (UnsafeMutablePointer<Float>) -> Void) -> Tensor {
    var tensor = zeroed ? zeros(shape) : uninitialized(shape)
    tensor.withMutablePointer(fill)
    return tensor
  }

  /// Lends memory of the pool for `count` floats while `body` runs. Its values are undefined unless `zeroed`.
  package func lendingScratch<Result>(
    _ count: Int, zeroed: Bool = false, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    var block = uninitialized([count])
    return block.withMutablePointer { memory in
      if zeroed { memory.update(repeating: 0, count: count) }
      return body(memory)
    }
  }

  /// Like ``forEach(_:_:)``. `body` also gets memory for `floats` floats, which no other index uses at the same time. Its
  /// values are undefined.
  package func forEach(
    _ count: Int, scratch floats: Int, _ body: (_ index: Int, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    lendingScratch(threads * floats) { memory in
      forEachWithWorker(count) { index, worker in body(index, memory + worker * floats) }
    }
  }
}
