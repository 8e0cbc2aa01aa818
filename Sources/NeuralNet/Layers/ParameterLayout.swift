import Basics

/// The place of one parameter in a flat buffer.
public struct ParameterSlot: Hashable, Sendable {
  /// The index of the first element.
  public let offset: Int
  /// The shape of the parameter.
  public let shape: Shape
  /// The number of its elements.
  public var count: Int { shape.count }
}

/// The names and places of the parameters in a flat buffer, in the order in which they were added.
public struct ParameterLayout: Hashable, Sendable {
  /// The order of the axes of a parameter in a file, which is that of PyTorch.
  public enum FileOrder: Hashable, Sendable {
    /// The same as in memory.
    case same
    /// `[height, width, input, output]` in memory, `[output, input, height, width]` in the file.
    case convolution
  }

  /// A parameter with its name and place.
  public struct Entry: Hashable, Sendable {
    /// The name in files, as PyTorch has it.
    public let name: String
    /// Its place in the buffer.
    public let slot: ParameterSlot
    /// The order of its axes in files.
    public let fileOrder: FileOrder
  }

  /// The parameters, in the order in which layers have added them.
  public private(set) var entries: [Entry] = []
  /// The number of elements of all parameters.
  public private(set) var count = 0

  /// A layout without parameters.
  public init() {}

  /// Appends a parameter.
  /// - Precondition: the name is new.
  public mutating func add(_ name: String, _ shape: Shape, fileOrder: FileOrder = .same) -> ParameterSlot {
    precondition(!entries.contains { $0.name == name }, "there is another parameter \(name)")
    let slot = ParameterSlot(offset: count, shape: shape)
    entries.append(Entry(name: name, slot: slot, fileOrder: fileOrder))
    count += shape.count
    return slot
  }
}
