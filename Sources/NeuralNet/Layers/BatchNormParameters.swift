import Basics

/// The mean and variance of each channel of a batch.
public struct BatchStatistics: Sendable {
  /// Shapes: [C].
  public let mean: [Double]
  /// The biased variance. Shapes: [C].
  public let variance: [Double]
  /// The number of pixels of the batch; 0 for running statistics.
  let count: Int
}

/// The parameters of a batch norm, and its arithmetic on channels. The arithmetic on pixels is in the kernels.
///
/// - Source: Ioffe and Szegedy, ICML 2015; constants of PyTorch's `BatchNorm2d`.
struct BatchNormParameters: Sendable {
  static let epsilon = 1e-5
  static let momentum: Float = 0.1
  let scale: ParameterSlot
  let shift: ParameterSlot
  /// The running mean and variance; nil when each batch is normalised by its own statistics.
  let running: (mean: ParameterSlot, variance: ParameterSlot)?

  init(channels: Int, name: String, tracksStatistics: Bool = true, in layout: inout NetworkLayout) {
    scale = layout.parameters.add(name + ".weight", [channels])
    shift = layout.parameters.add(name + ".bias", [channels])
    running =
      tracksStatistics
      ? (
        layout.statistics.add(name + ".running_mean", [channels]),
        layout.statistics.add(name + ".running_var", [channels])
      ) : nil
  }

  func initialize(_ state: inout NetworkState) {
    state.parameters[scale] = Tensor(scale.shape, repeating: 1)
    state.parameters[shift] = Tensor(shift.shape)
    guard let running else { return }
    state.statistics[running.mean] = Tensor(running.mean.shape)
    state.statistics[running.variance] = Tensor(running.variance.shape, repeating: 1)
  }

  /// The statistics of a batch with these sums; the running statistics when `sums` is nil.
  /// - Parameters:
  ///   - sums: of this part of the batch.
  ///   - count: the pixels of this part of the batch.
  func statistics(
    _ sums: ChannelSums?, count: Int, state: NetworkState, context: ComputeContext
  ) -> BatchStatistics {
    guard let sums else {
      guard let statistics = runningStatistics(state) else {
        preconditionFailure("a batch norm without running statistics needs those of the batch")
      }
      return statistics
    }
    let channels = sums.sum.count
    let whole = context.sums(sums.sum + sums.sumOfSquares + [Double(count)])
    let pixels = whole[2 * channels]
    let mean = whole[..<channels].map { $0 / pixels }
    let variance = zip(whole[channels..<2 * channels], mean).map { max(0, $0 / pixels - $1 * $1) }
    return BatchStatistics(mean: mean, variance: variance, count: Int(pixels))
  }

  /// The running statistics; nil when each batch is normalised by its own.
  func runningStatistics(_ state: NetworkState) -> BatchStatistics? {
    guard let running else { return nil }
    return BatchStatistics(
      mean: state.statistics[running.mean].values.map(Double.init),
      variance: state.statistics[running.variance].values.map(Double.init), count: 0)
  }

  func affine(_ statistics: BatchStatistics, rectified: Bool, state: NetworkState) -> ChannelAffine {
    let gamma = state.parameters[scale].values
    let beta = state.parameters[shift].values
    let factors = gamma.indices.map { Double(gamma[$0]) / (statistics.variance[$0] + Self.epsilon).squareRoot() }
    return ChannelAffine(
      scale: factors.map { Float($0) },
      shift: gamma.indices.map { Float(Double(beta[$0]) - statistics.mean[$0] * factors[$0]) }, rectified: rectified)
  }

  /// The gradient before the batch norm, `a * g + b * y + c`, for the gradient `g` after it and the value `y` before it.
  ///
  /// Adds to the gradients of scale and shift.
  /// - Parameters:
  ///   - sums: of this part of the batch.
  ///   - count: the pixels of this part of the batch.
  func backward(
    _ sums: GradientSums, statistics: BatchStatistics, count: Int, state: NetworkState,
    gradients: inout ParameterStore, context: ComputeContext
  ) -> GradientAffine {
    let gamma = state.parameters[scale].values
    let channels = gamma.count
    let whole =
      statistics.count == 0
      ? sums.sum + sums.sumOfProducts + [Double(count)]
      : context.sums(sums.sum + sums.sumOfProducts + [Double(count)])
    let pixels = whole[2 * channels]
    var (a, b, c) = ([Float](), [Float](), [Float]())
    gradients.withMutablePointers(scale, shift) { scaleGradient, shiftGradient in
      for channel in gamma.indices {
        let inverse = 1 / (statistics.variance[channel] + Self.epsilon).squareRoot()
        let mean = statistics.mean[channel]
        scaleGradient[channel] += Float(inverse * (sums.sumOfProducts[channel] - mean * sums.sum[channel]))
        shiftGradient[channel] += Float(sums.sum[channel])
        let sum = whole[channel]
        let dScale = inverse * (whole[channels + channel] - mean * sum)
        let factor = Double(gamma[channel]) * inverse
        let slope = statistics.count == 0 ? 0 : -factor * inverse * dScale / pixels
        a.append(Float(factor))
        b.append(Float(slope))
        c.append(statistics.count == 0 ? 0 : Float(-factor * sum / pixels - slope * mean))
      }
    }
    return GradientAffine(a: a, b: b, c: c)
  }

  func commit(_ statistics: BatchStatistics, to state: inout NetworkState) {
    guard statistics.count > 0, let running else { return }
    let unbiased = Double(statistics.count) / Double(max(1, statistics.count - 1))
    state.statistics.withMutablePointers(running.mean, running.variance) { mean, variance in
      for channel in statistics.mean.indices {
        mean[channel] += Self.momentum * (Float(statistics.mean[channel]) - mean[channel])
        variance[channel] += Self.momentum * (Float(statistics.variance[channel] * unbiased) - variance[channel])
      }
    }
  }
}
