import Basics

/// The dimensions of a tensor, outermost first; images are `[batch, height, width, channels]`.
public struct Shape: Hashable, Sendable, CustomStringConvertible, ExpressibleByArrayLiteral {
  /// The extent of each axis, outermost first.
  public let dimensions: [Int]

  /// - Precondition: no dimension is negative.
  public init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative dimension in shape \(dimensions)")
    self.dimensions = dimensions
  }

  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The shape of a batch of images or maps.
  public init(batch: Int, height: Int, width: Int, channels: Int) { self.init([batch, height, width, channels]) }

  /// The number of axes.
  public var rank: Int { dimensions.count }
  /// The number of elements.
  public var count: Int { dimensions.reduce(1, *) }
  /// The length of an axis, counted from 0.
  public subscript(axis: Int) -> Int { dimensions[axis] }

  // The names below are for shapes of rank 4.
  /// Images, the first axis of a shape of rank 4.
  public var batch: Int { named(0) }
  /// Rows, the second axis of a shape of rank 4.
  public var height: Int { named(1) }
  /// Columns, the third axis of a shape of rank 4.
  public var width: Int { named(2) }
  /// Channels, the last axis of a shape of rank 4.
  public var channels: Int { named(3) }
  /// Pixels of the whole batch: `batch * height * width`.
  public var pixels: Int { batch * height * width }

  /// The shape of rank 4 with other lengths of some axes.
  public func with(batch: Int? = nil, height: Int? = nil, width: Int? = nil, channels: Int? = nil) -> Shape {
    Shape(
      batch: batch ?? self.batch, height: height ?? self.height, width: width ?? self.width,
      channels: channels ?? self.channels)
  }

  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }

  private func named(_ axis: Int) -> Int {
    precondition(rank == 4, "shape \(self) is not [batch, height, width, channels]")
    return dimensions[axis]
  }
}
