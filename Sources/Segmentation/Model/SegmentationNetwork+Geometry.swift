import Basics
import Datasets
import Imaging
import NeuralNet

extension SegmentationNetwork {
  /// Input pixels for each feature along an axis: two to the number of poolings.
  public var reduction: Int { 1 << stages.count(where: \.isPool) }

  /// How far, in input pixels, a feature sees beyond the pixels it stands for.
  public var reach: Int {
    var reach = 0
    forEachBlock { block, step in reach += step * block.dilation * (block.kernelSize - 1) / 2 }
    return reach
  }

  /// Input pixels after which the grids of all kernels repeat: those of the features and of the blocks in which
  /// convolutions are computed, 4x4 outputs as far apart as the kernel's taps.
  ///
  /// What is computed for a pixel does not depend, to the last bit, on where a multiple of this the image was cut.
  public var period: Int {
    var period = reduction
    forEachBlock { block, step in
      let next = 4 * step * block.dilation
      var (a, b) = (period, next)
      while b != 0 { (a, b) = (b, a % b) }
      period = period / a * next
    }
    return period
  }

  /// Calls `body` with each block of the trunk, and the input pixels from one of its inputs to the next.
  private func forEachBlock(_ body: (_ block: ConvBlock, _ step: Int) -> Void) {
    var step = 1
    for stage in stages {
      switch stage {
      case .block(let block): body(block, step)
      case .pool: step *= 2
      }
    }
  }

  /// Whether an image can be cut into tiles: every layer keeps the size of its input, so that features lie on a fixed
  /// grid over the image, and none takes statistics of the whole.
  public var allowsTiles: Bool {
    configuration.headPadding == 0 && configuration.tracksStatistics
      && stages.allSatisfy { stage in
        guard case .block(let block) = stage else { return true }
        return 2 * block.padding == block.dilation * (block.kernelSize - 1)
      }
  }
}
