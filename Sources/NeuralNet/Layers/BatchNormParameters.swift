/// Mean and variance of each channel of a batch.
public struct BatchStatistics: Sendable {
  /// Shapes: [C].
  public let mean: [Double]
  /// The biased variance. Shapes: [C].
  public let variance: [Double]
  /// Pixels the statistics are over; 0 where they are the running ones.
  let count: Int
}

/// The parameters of a batch norm and its arithmetic on whole channels, which costs nothing beside that on pixels.
///
/// - Source: Ioffe and Szegedy, ICML 2015; constants as PyTorch's `BatchNorm2d`.
struct BatchNormParameters: Sendable {
  static let epsilon = 1e-5
  static let momentum: Float = 0.1
  let scale: ParameterSlot
  let shift: ParameterSlot
  let runningMean: ParameterSlot
  let runningVariance: ParameterSlot

  init(channels: Int, name: String, in layout: inout NetworkLayout) {
    scale = layout.parameters.add(name + ".weight", [channels])
    shift = layout.parameters.add(name + ".bias", [channels])
    runningMean = layout.statistics.add(name + ".running_mean", [channels])
    runningVariance = layout.statistics.add(name + ".running_var", [channels])
  }

  func initialize(_ state: inout NetworkState) {
    state.parameters[scale] = Tensor(scale.shape, repeating: 1)
    state.parameters[shift] = Tensor(shift.shape)
    state.statistics[runningMean] = Tensor(runningMean.shape)
    state.statistics[runningVariance] = Tensor(runningVariance.shape, repeating: 1)
  }

  /// The statistics of a batch with these sums, or the running ones where there are none.
  func statistics(_ sums: ChannelSums?, count: Int, state: NetworkState) -> BatchStatistics {
    guard let sums else {
      return BatchStatistics(
        mean: state.statistics[runningMean].values.map(Double.init),
        variance: state.statistics[runningVariance].values.map(Double.init), count: 0)
    }
    let mean = sums.sum.map { $0 / Double(count) }
    let variance = zip(sums.sumOfSquares, mean).map { max(0, $0 / Double(count) - $1 * $1) }
    return BatchStatistics(mean: mean, variance: variance, count: count)
  }

  func affine(_ statistics: BatchStatistics, rectified: Bool, state: NetworkState) -> ChannelAffine {
    let gamma = state.parameters[scale].values
    let beta = state.parameters[shift].values
    let factors = gamma.indices.map { Double(gamma[$0]) / (statistics.variance[$0] + Self.epsilon).squareRoot() }
    return ChannelAffine(
      scale: factors.map { Float($0) },
      shift: gamma.indices.map { Float(Double(beta[$0]) - statistics.mean[$0] * factors[$0]) }, rectified: rectified)
  }

  /// The gradient before the batch norm as an affine function of the gradient `g` after it and the value `y` before:
  /// `a * g + b * y + c`. Adds to the gradients of scale and shift.
  func backward(
    _ sums: GradientSums, statistics: BatchStatistics, count: Int, state: NetworkState,
    gradients: inout ParameterStore
  ) -> GradientAffine {
    let gamma = state.parameters[scale].values
    let pixels = Double(count)
    let (scaleGradient, shiftGradient) = (gradients.mutablePointer(scale), gradients.mutablePointer(shift))
    var (a, b, c) = ([Float](), [Float](), [Float]())
    for channel in gamma.indices {
      let inverse = 1 / (statistics.variance[channel] + Self.epsilon).squareRoot()
      let mean = statistics.mean[channel]
      let sum = sums.sum[channel]
      let dScale = inverse * (sums.sumOfProducts[channel] - mean * sum)
      scaleGradient[channel] += Float(dScale)
      shiftGradient[channel] += Float(sum)
      let factor = Double(gamma[channel]) * inverse
      let slope = statistics.count == 0 ? 0 : -factor * inverse * dScale / pixels
      a.append(Float(factor))
      b.append(Float(slope))
      c.append(statistics.count == 0 ? 0 : Float(-factor * sum / pixels - slope * mean))
    }
    return GradientAffine(a: a, b: b, c: c)
  }

  func commit(_ statistics: BatchStatistics, to state: inout NetworkState) {
    guard statistics.count > 0 else { return }
    let unbiased = Double(statistics.count) / Double(max(1, statistics.count - 1))
    let mean = state.statistics.mutablePointer(runningMean)
    let variance = state.statistics.mutablePointer(runningVariance)
    for channel in statistics.mean.indices {
      mean[channel] += Self.momentum * (Float(statistics.mean[channel]) - mean[channel])
      variance[channel] += Self.momentum * (Float(statistics.variance[channel] * unbiased) - variance[channel])
    }
  }
}
