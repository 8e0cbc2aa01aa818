import Basics

/// A dense array of `Float` in row-major order; images and maps are `[batch, height, width, channels]`.
///
/// A tensor is a value: a copy shares its memory until one of the two is written.
public struct Tensor: Sendable {
  /// The lengths of the axes.
  public let shape: Shape
  private var storage: TensorStorage

  init(shape: Shape, storage: TensorStorage) {
    self.shape = shape
    self.storage = storage
  }

  /// A tensor with every element equal to `value`.
  public init(_ shape: Shape, repeating value: Float = 0) {
    self.init(shape: shape, storage: TensorStorage(count: shape.count, pool: nil))
    withUnsafeMutableBuffer { $0.update(repeating: value) }
  }

  /// A tensor with the given elements in row-major order.
  /// - Precondition: `values.count == shape.count`.
  public init(_ shape: Shape, values: [Float]) {
    precondition(values.count == shape.count, "\(values.count) values do not fill shape \(shape)")
    self.init(shape: shape, storage: TensorStorage(count: shape.count, pool: nil))
    values.withUnsafeBufferPointer { source in
      withUnsafeMutableBuffer { _ = $0.update(fromContentsOf: source) }
    }
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The elements in row-major order.
  public var values: [Float] { withUnsafeBuffer(Array.init) }

  /// The element at one index for each axis.
  public subscript(indices: Int...) -> Float {
    get {
      let offset = offset(indices)
      return withUnsafeBuffer { $0[offset] }
    }
    set {
      let offset = offset(indices)
      withUnsafeMutableBuffer { $0[offset] = newValue }
    }
  }

  /// The same elements under another shape.
  /// - Precondition: the element counts are equal.
  public func reshaped(_ newShape: Shape) -> Tensor {
    precondition(newShape.count == count, "shape \(shape) cannot become \(newShape)")
    return Tensor(shape: newShape, storage: storage)
  }

  /// Lends the elements for reading while `body` runs.
  public func withUnsafeBuffer<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer, count: count))
    }
  }

  /// Lends the elements for writing while `body` runs. Shared elements are copied before.
  public mutating func withUnsafeMutableBuffer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    makeUnique()
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
    }
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }

  private func offset(_ indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "\(indices.count) indices for shape \(shape)")
    var offset = 0
    for (index, extent) in zip(indices, shape.dimensions) {
      precondition(index >= 0 && index < extent, "index \(indices) is outside shape \(shape)")
      offset = offset * extent + index
    }
    return offset
  }
}

/// A block of floats. It goes back to its pool when no tensor uses it any more.
///
/// It is safe to share between threads, since a `Tensor` writes only a block that no other tensor refers to.
final class TensorStorage: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  private let count: Int
  private let pool: BufferPool?

  init(count: Int, pool: BufferPool?) {
    self.count = count
    self.pool = pool
    let bytes = Self.bytes(count)
    let raw = pool?.take(bytes: bytes) ?? UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    pointer = raw.bindMemory(to: Float.self, capacity: max(count, 1))
  }

  deinit {
    if let pool {
      pool.recycle(UnsafeMutableRawPointer(pointer), bytes: Self.bytes(count))
    } else {
      UnsafeMutableRawPointer(pointer).deallocate()
    }
  }

  private static func bytes(_ count: Int) -> Int { max(count, 1) * MemoryLayout<Float>.stride }

  func copy() -> TensorStorage {
    let other = TensorStorage(count: count, pool: pool)
    other.pointer.update(from: pointer, count: count)
    return other
  }
}
