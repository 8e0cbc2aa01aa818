import Basics

/// One flat buffer with named slices: the weights of a network, or a twin of them (gradients, optimizer moments).
public struct ParameterStore: Sendable {
  public let layout: ParameterLayout
  /// All elements, `[layout.count]`.
  public var values: Tensor

  /// A store of zeros.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    values = Tensor([layout.count])
  }

  /// A copy of one slice, or its replacement.
  /// - Precondition: a replacement has the slice's shape.
  public subscript(slot: ParameterSlot) -> Tensor {
    get { Tensor(slot.shape, values: Array(UnsafeBufferPointer(start: pointer(slot), count: slot.count))) }
    set {
      precondition(newValue.shape == slot.shape, "shape \(newValue.shape) does not fit the slice \(slot.shape)")
      mutablePointer(slot).update(from: newValue.pointer, count: slot.count)
    }
  }

  /// Sets every element to zero.
  public mutating func setToZero() {
    values.withUnsafeMutableBuffer { $0.update(repeating: 0) }
  }

  func pointer(_ slot: ParameterSlot) -> UnsafePointer<Float> { values.pointer + slot.offset }

  mutating func mutablePointer(_ slot: ParameterSlot) -> UnsafeMutablePointer<Float> {
    values.mutablePointer + slot.offset
  }
}

/// What a network knows: its weights, and the running statistics that batch norm keeps beside them.
public struct NetworkState: Sendable {
  /// Changed by the optimizer.
  public var parameters: ParameterStore
  /// Changed by forward passes in training: running means and variances.
  public var statistics: ParameterStore

  public init(_ layout: NetworkLayout) {
    parameters = ParameterStore(layout.parameters)
    statistics = ParameterStore(layout.statistics)
  }
}

/// The layouts of a network's two stores, filled by its layers as they are made.
public struct NetworkLayout: Hashable, Sendable {
  public var parameters = ParameterLayout()
  public var statistics = ParameterLayout()
  public init() {}
}
