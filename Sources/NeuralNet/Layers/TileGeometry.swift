import Basics

/// How the outputs of a layer, or of several in a row, lie over the input along each axis, and whether an image can be
/// computed tile by tile.
public struct TileGeometry: Hashable, Sendable {
  /// Input pixels for each output.
  public let reduction: Int
  /// How far, in input pixels, an output sees beyond the pixels it stands for.
  public let reach: Int
  /// Input pixels after which the grids of all kernels repeat.
  ///
  /// What is computed for a pixel does not depend, to the last bit, on where a multiple of this the image was cut.
  public let period: Int
  /// Whether an image can be cut into tiles: outputs lie on a fixed grid over it, and nothing depends on the whole of it.
  public let allowsTiles: Bool
  /// Outputs are `(inputs + growth) / reduction`, rounded down.
  private let growth: Int
  /// The smallest input of which every layer leaves something.
  private let leastSize: Int

  /// Outputs that are the inputs, one for one.
  public static let identity = TileGeometry(reduction: 1)

  /// - Parameters:
  ///   - growth: what padding adds to the size of the input less what the kernel takes away, in pixels.
  ///   - allowsTiles: whether the layer treats a part of an image as it treats the whole.
  /// - Precondition: reduction and period are at least 1.
  public init(reduction: Int, reach: Int = 0, period: Int = 1, growth: Int = 0, allowsTiles: Bool = true) {
    precondition(reduction > 0 && period > 0, "a layer of reduction \(reduction) and period \(period)")
    self.init(
      reduction: reduction, reach: reach, period: period, growth: growth, leastSize: max(1, reduction - growth),
      allowsTiles: allowsTiles && growth == 0)
  }

  private init(reduction: Int, reach: Int, period: Int, growth: Int, leastSize: Int, allowsTiles: Bool) {
    self.reduction = reduction
    self.reach = reach
    self.period = period
    self.growth = growth
    self.leastSize = leastSize
    self.allowsTiles = allowsTiles
  }

  /// Outputs along an axis of `size` inputs; nil where a layer leaves nothing of them.
  public func outputSize(_ size: Int) -> Int? { size < leastSize ? nil : (size + growth) / reduction }

  /// The geometry of this layer with `next` after it.
  public func followed(by next: TileGeometry) -> TileGeometry {
    TileGeometry(
      reduction: reduction * next.reduction, reach: reach + reduction * next.reach,
      period: Self.leastCommonMultiple(
        Self.leastCommonMultiple(period, reduction * next.reduction), reduction * next.period),
      growth: growth + reduction * next.growth, leastSize: max(leastSize, reduction * next.leastSize - growth),
      allowsTiles: allowsTiles && next.allowsTiles)
  }

  private static func leastCommonMultiple(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return first / a * second
  }
}

extension TileGeometry {
  /// How the outputs of a convolution lie over its input.
  /// - Parameter allowsTiles: whether nothing else in the layer depends on the whole image.
  static func convolution(kernel: Int, dilation: Int, padding: Int, allowsTiles: Bool = true) -> TileGeometry {
    let span = dilation * (kernel - 1)
    // Convolutions are computed in blocks of 4x4 outputs, as far apart as the kernel's taps.
    return TileGeometry(
      reduction: 1, reach: span / 2, period: WinogradTransform.outputSide * dilation, growth: 2 * padding - span,
      allowsTiles: allowsTiles)
  }
}
