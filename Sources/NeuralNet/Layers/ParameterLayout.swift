import Basics

/// Where one parameter lies in a flat buffer.
public struct ParameterSlot: Hashable, Sendable {
  /// The first element.
  public let offset: Int
  public let shape: Shape
  public var count: Int { shape.count }
}

/// The names and places of the parameters in a flat buffer, in the order they were added.
public struct ParameterLayout: Hashable, Sendable {
  /// How a parameter's axes are ordered in a file, where PyTorch's conventions hold.
  public enum FileOrder: Hashable, Sendable {
    /// As in memory.
    case same
    /// `[height, width, input, output]` in memory, `[output, input, height, width]` in the file.
    case convolution
  }

  public struct Entry: Hashable, Sendable {
    public let name: String
    public let slot: ParameterSlot
    public let fileOrder: FileOrder
  }

  public private(set) var entries: [Entry] = []
  /// Elements in all.
  public private(set) var count = 0

  public init() {}

  /// Appends a parameter.
  /// - Precondition: the name is new.
  public mutating func add(_ name: String, _ shape: Shape, fileOrder: FileOrder = .same) -> ParameterSlot {
    precondition(!entries.contains { $0.name == name }, "parameter \(name) is there already")
    let slot = ParameterSlot(offset: count, shape: shape)
    entries.append(Entry(name: name, slot: slot, fileOrder: fileOrder))
    count += shape.count
    return slot
  }
}
