import Basics

/// The position of the outputs of a layer, or of a list of layers, over the input along each axis. It also says whether an
/// image can be computed tile by tile.
public struct TileGeometry: Hashable, Sendable {
  /// The number of input pixels for each output.
  public let reduction: Int
  /// The number of input pixels that an output sees beyond its own pixels, on each side.
  public let reach: Int
  /// The number of input pixels after which the grids of all kernels repeat.
  ///
  /// A tile that begins at a multiple of the period gives the same values as the whole image, to the last bit.
  public let period: Int
  /// The number of which the sizes of inputs must be multiples, so that outputs lie over all of their pixels.
  public let alignment: Int
  /// Whether an image can be cut into tiles: outputs lie on a fixed grid, and none depends on the whole image.
  public let allowsTiles: Bool
  /// Outputs are `(inputs + growth) / reduction`, rounded down.
  private let growth: Int
  /// The smallest input for which every layer has an output.
  private let leastSize: Int

  /// One output for each input pixel.
  public static let identity = TileGeometry(reduction: 1)

  /// - Parameters:
  ///   - growth: the pixels that padding adds to the size of the input, minus those that the kernel removes.
  ///   - allowsTiles: whether the layer computes a part of an image in the same way as the whole.
  /// - Precondition: reduction and period are at least 1.
  public init(reduction: Int, reach: Int = 0, period: Int = 1, growth: Int = 0, allowsTiles: Bool = true) {
    precondition(reduction > 0 && period > 0, "a layer of reduction \(reduction) and period \(period)")
    self.init(
      reduction: reduction, reach: reach, period: period, alignment: reduction, growth: growth,
      leastSize: max(1, reduction - growth), allowsTiles: allowsTiles && growth == 0)
  }

  private init(
    reduction: Int, reach: Int, period: Int, alignment: Int, growth: Int, leastSize: Int, allowsTiles: Bool
  ) {
    self.reduction = reduction
    self.alignment = alignment
    self.reach = reach
    self.period = period
    self.growth = growth
    self.leastSize = leastSize
    self.allowsTiles = allowsTiles
  }

  /// The number of outputs along an axis of `size` inputs; nil when a layer has no output.
  package func outputSize(_ size: Int) -> Int? { size < leastSize ? nil : (size + growth) / reduction }

  /// The geometry of this layer with `next` after it.
  public func followed(by next: TileGeometry) -> TileGeometry {
    TileGeometry(
      reduction: reduction * next.reduction, reach: reach + reduction * next.reach,
      period: Self.leastCommonMultiple(
        Self.leastCommonMultiple(period, reduction * next.reduction), reduction * next.period),
      alignment: Self.leastCommonMultiple(alignment, reduction * next.alignment),
      growth: growth + reduction * next.growth, leastSize: max(leastSize, reduction * next.leastSize - growth),
      allowsTiles: allowsTiles && next.allowsTiles)
  }

  /// The geometry of outputs of several layers over one input, each brought to one grid by bilinear interpolation.
  /// - Parameter reduction: the number of input pixels for each place of the grid.
  public static func interpolated(_ layers: [TileGeometry], reduction: Int = 1) -> TileGeometry {
    let grid = TileGeometry(reduction: reduction)
    return layers.reduce(grid) { all, next in
      // A place between two outputs takes from both.
      let reach = next.reach + (next.reduction > reduction ? next.reduction : 0)
      return TileGeometry(
        reduction: reduction, reach: max(all.reach, reach), period: leastCommonMultiple(all.period, next.period),
        alignment: leastCommonMultiple(all.alignment, next.alignment), growth: 0,
        leastSize: max(all.leastSize, next.leastSize), allowsTiles: all.allowsTiles && next.allowsTiles)
    }
  }

  /// Whether outputs still lie on whole pixels of an image of which the layer sees a copy enlarged by `factor`.
  public func allowsEnlarging(by factor: Int) -> Bool {
    factor == 1
      || (factor > 1 && growth == 0 && [reduction, period, alignment].allSatisfy { $0.isMultiple(of: factor) })
  }

  /// The geometry over an image of which the layer sees an enlarged copy, made by bilinear interpolation.
  /// - Precondition: ``allowsEnlarging(by:)``.
  public func overImage(enlargedBy factor: Int) -> TileGeometry {
    guard factor != 1 else { return self }
    precondition(
      allowsEnlarging(by: factor),
      "a layer of reduction \(reduction), period \(period) and alignment \(alignment) on images enlarged by \(factor)")
    return TileGeometry(
      reduction: reduction / factor, reach: (reach + factor - 1) / factor + 1, period: period / factor,
      alignment: alignment / factor, growth: 0, leastSize: (leastSize + factor - 1) / factor, allowsTiles: allowsTiles)
  }

  private static func leastCommonMultiple(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return first / a * second
  }
}

extension TileGeometry {
  /// The geometry of a convolution.
  /// - Parameter allowsTiles: false when another part of the layer depends on the whole image.
  static func convolution(
    kernel: Int, dilation: Int, padding: Int, stride: Int = 1, allowsTiles: Bool = true
  ) -> TileGeometry {
    let span = dilation * (kernel - 1)
    // Convolutions are computed in blocks of 4x4 outputs, which are as far apart as the taps of the kernel.
    return TileGeometry(
      reduction: stride, reach: span / 2, period: WinogradTransform.outputSide * dilation,
      growth: 2 * padding - span + stride - 1,
      allowsTiles: allowsTiles)
  }
}
