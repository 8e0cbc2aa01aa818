import Basics

/// Two probability maps of the same pixels, and the weight of each pixel.
///
/// - Shapes: first and second `[N, H, W, K]`, mask `[N, H, W]`.
/// - Values: probabilities in `0...1`; mask weights, usually 0 or 1, multiply both maps.
public struct PairedMaps: Sendable {
  package let first: Tensor
  package let second: Tensor
  package let mask: Tensor?
  /// The move of the second map before it is masked. Pixel `(y, x)` takes the value at `(y + rows, x + columns)`, or zero
  /// outside the map.
  package let offset: Offset

  /// A number of rows and columns.
  public struct Offset: Hashable, Sendable {
    /// Rows, downwards.
    public var rows: Int
    /// Columns, to the right.
    public var columns: Int
    /// So many rows and columns.
    public init(rows: Int, columns: Int) {
      self.rows = rows
      self.columns = columns
    }
    /// No row and no column.
    public static let zero = Offset(rows: 0, columns: 0)
  }

  /// - Precondition: the shapes agree.
  package init(first: Tensor, second: Tensor, mask: Tensor? = nil, offset: Offset = .zero) {
    precondition(
      first.shape.rank == 4 && first.shape == second.shape,
      "maps of shapes \(first.shape) and \(second.shape) cannot be paired")
    if let mask {
      precondition(
        mask.shape.dimensions == Array(first.shape.dimensions.prefix(3)),
        "mask of shape \(mask.shape) does not fit maps of shape \(first.shape)")
    }
    self.first = first
    self.second = second
    self.mask = mask
    self.offset = offset
  }

  /// `[N, H, W, K]`.
  package var shape: Shape { first.shape }

  /// Lends both maps in the form that the kernels read.
  func borrow<Result>(_ body: (_ first: MaskedMap, _ second: MaskedMap) -> Result) -> Result {
    Tensor.withPointers(first, second) { first, second in
      borrowMask { mask in
        body(
          MaskedMap(pixels: first, mask: mask, shape: shape, offset: .zero),
          MaskedMap(pixels: second, mask: mask, shape: shape, offset: offset))
      }
    }
  }

  private func borrowMask<Result>(_ body: (UnsafePointer<Float>?) -> Result) -> Result {
    guard let mask else { return body(nil) }
    return mask.withPointer { body($0) }
  }
}
