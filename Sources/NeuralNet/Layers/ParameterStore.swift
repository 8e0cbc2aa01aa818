import Basics

/// The parameters of a network in one flat buffer with named slices. Gradients have the same form.
public struct ParameterStore: Sendable {
  /// The names and places of the parameters.
  public let layout: ParameterLayout
  /// All elements, `[layout.count]`.
  public var values: Tensor

  /// A store of zeros.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    values = Tensor([layout.count])
  }

  /// One slice, as a copy.
  /// - Precondition: a new value has the shape of the slice.
  public subscript(slot: ParameterSlot) -> Tensor {
    get { withPointer(slot) { Tensor(slot.shape, values: Array(UnsafeBufferPointer(start: $0, count: slot.count))) } }
    set {
      precondition(newValue.shape == slot.shape, "shape \(newValue.shape) does not fit the slice \(slot.shape)")
      newValue.withPointer { source in withMutablePointer(slot) { $0.update(from: source, count: slot.count) } }
    }
  }

  /// Sets every element to zero.
  public mutating func setToZero() {
    values.withUnsafeMutableBuffer { $0.update(repeating: 0) }
  }

  /// Lends the address of one slice for reading while `body` runs.
  func withPointer<Result>(_ slot: ParameterSlot, _ body: (UnsafePointer<Float>) -> Result) -> Result {
    values.withPointer { body($0 + slot.offset) }
  }

  /// Lends the address of one slice for writing while `body` runs.
  mutating func withMutablePointer<Result>(
    _ slot: ParameterSlot, _ body: (UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    values.withMutablePointer { body($0 + slot.offset) }
  }

  /// Lends the addresses of two slices for writing.
  mutating func withMutablePointers<Result>(
    _ first: ParameterSlot, _ second: ParameterSlot,
    _ body: (_ first: UnsafeMutablePointer<Float>, _ second: UnsafeMutablePointer<Float>) -> Result
  ) -> Result {
    values.withMutablePointer { body($0 + first.offset, $0 + second.offset) }
  }
}

/// The weights of a network, and the running statistics of its batch norms.
public struct NetworkState: Sendable {
  /// The weights. The optimizer changes them.
  public var parameters: ParameterStore
  /// Running means and variances. ``Layer/commitStatistics(_:to:)`` changes them.
  public var statistics: ParameterStore

  /// Stores of zeros for both layouts.
  public init(_ layout: NetworkLayout) {
    parameters = ParameterStore(layout.parameters)
    statistics = ParameterStore(layout.statistics)
  }
}

/// The layouts of the two stores of a ``NetworkState``. Each layer adds its parameters when it is made.
public struct NetworkLayout: Hashable, Sendable {
  /// The layout of what is learned.
  public var parameters = ParameterLayout()
  /// The layout of running means and variances.
  public var statistics = ParameterLayout()
  /// Two layouts without entries.
  public init() {}
}
