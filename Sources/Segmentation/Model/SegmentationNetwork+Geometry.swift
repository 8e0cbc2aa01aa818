extension SegmentationNetwork {
  /// Input pixels for each feature along an axis: two to the number of poolings.
  public var reduction: Int { 1 << stages.count(where: \.isPool) }

  /// How far, in input pixels, a feature sees beyond its own place.
  public var reach: Int {
    var reach = 0
    var step = 1
    for stage in stages {
      switch stage {
      case .block(let block): reach += step * block.dilation * (block.kernelSize - 1) / 2
      case .pool:
        reach += step
        step *= 2
      }
    }
    return reach
  }

  /// Whether every layer keeps the size of its input, so that features lie on a fixed grid over the image and the
  /// image can be cut into tiles.
  public var keepsSize: Bool {
    configuration.headPadding == 0
      && stages.allSatisfy { stage in
        guard case .block(let block) = stage else { return true }
        return 2 * block.padding == block.dilation * (block.kernelSize - 1)
      }
  }
}
