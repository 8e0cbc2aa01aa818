import Basics

/// A convolution without bias, batch norm and, unless left out, ReLU as one layer.
///
/// Only the output of the convolution is kept. The next layer applies batch norm and ReLU while it reads, and their backward
/// passes are part of the backward passes of the convolutions before and after.
///
/// - Shapes: input [N, H, W, C], output [N, (H + 2 * padding - dilation * (kernelSize - 1) - 1) / stride + 1, ..., K].
/// - Source: Ioffe and Szegedy, ICML 2015, for batch norm and its gradient.
public struct ConvBlock: Layer {
  /// Channels of the input.
  public let inputChannels: Int
  /// Channels of the output.
  public let outputChannels: Int
  /// Rows and columns of the kernel.
  public let kernelSize: Int
  /// Distance in pixels between neighbouring taps of the kernel.
  public let dilation: Int
  /// Rows and columns of zeros on each side.
  public let padding: Int
  /// Distance in pixels between neighbouring outputs.
  public let stride: Int
  /// Whether a ReLU follows the batch norm.
  public let rectified: Bool
  /// Shapes: [kernelSize, kernelSize, C, K].
  package let weight: ParameterSlot
  let norm: BatchNormParameters

  /// - Parameters:
  ///   - padding: zeros on each side of the input. By default an odd kernel keeps the size.
  ///   - stride: the distance of the input places of neighbouring outputs.
  ///   - rectified: whether a ReLU follows the batch norm.
  ///   - tracksStatistics: whether inference normalises by running statistics. Otherwise it uses those of its batch.
  ///   - names: the names of the convolution and of the batch norm, as PyTorch names modules.
  ///   - layout: the layout to which the parameters are added.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int = 3, dilation: Int = 1, padding: Int? = nil,
    stride: Int = 1, rectified: Bool = true, tracksStatistics: Bool = true, names: (convolution: String, norm: String),
    in layout: inout NetworkLayout
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding ?? dilation * (kernelSize - 1) / 2
    self.stride = stride
    self.rectified = rectified
    weight = layout.parameters.add(
      names.convolution + ".weight", [kernelSize, kernelSize, inputChannels, outputChannels], fileOrder: .convolution)
    norm = BatchNormParameters(
      channels: outputChannels, name: names.norm, tracksStatistics: tracksStatistics, in: &layout)
  }

  /// He's initialisation for the weights; scale 1 and shift 0.
  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {
    HeInitialization.fill(weight, of: &state.parameters, random: &random)
    norm.initialize(&state)
  }

  public var geometry: TileGeometry {
    .convolution(
      kernel: kernelSize, dilation: dilation, padding: padding, stride: stride, allowsTiles: norm.running != nil)
  }
  public var backwardReadsOutput: Bool { true }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: BatchStatistics
  ) {
    let (raw, sums) = convolved(
      input, wantsSums: mode == .training || norm.running == nil, state: state, context: context)
    let statistics = norm.statistics(sums, count: raw.shape.pixels, state: state, context: context)
    return (FeatureMap(raw: raw, affine: norm.affine(statistics, rectified: rectified, state: state)), statistics)
  }

  public func recomputedOutput(
    of input: FeatureMap, cache: BatchStatistics, state: NetworkState, context: ComputeContext
  ) -> FeatureMap {
    let (raw, _) = convolved(input, wantsSums: false, state: state, context: context)
    return FeatureMap(raw: raw, affine: norm.affine(cache, rectified: rectified, state: state))
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: BatchStatistics, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    guard let sums = gradient.sums else { preconditionFailure("the gradient after a batch norm needs its sums") }
    let affine = norm.backward(
      sums, statistics: cache, count: output.raw.shape.pixels, state: state, gradients: &gradients, context: context)
    let pending = PendingGradient(values: gradient.values, norm: (output.raw, affine))
    gradients.withMutablePointer(weight) {
      ConvolutionKernel.backwardWeights(
        input, outputGradient: pending, geometry: sizes(input.raw.shape), into: $0, context: context)
    }
    guard wantsInput else { return nil }
    return state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.backwardData(
        pending, weights: weights, geometry: sizes(input.raw.shape), previous: input, context: context)
    }
  }

  public func commitStatistics(_ cache: BatchStatistics, to state: inout NetworkState) {
    norm.commit(cache, to: &state)
  }

  /// The scale and the shift of the batch norm, before anything is normalised.
  package var normSlots: (scale: ParameterSlot, shift: ParameterSlot) { (norm.scale, norm.shift) }

  /// What the batch norm and the ReLU do in inference; nil where each image is normalised by its own statistics.
  package func inferenceAffine(_ state: NetworkState) -> ChannelAffine? {
    norm.runningStatistics(state).map { norm.affine($0, rectified: rectified, state: state) }
  }

  /// What batch norms add to variances.
  package static var epsilon: Double { BatchNormParameters.epsilon }

  private func convolved(
    _ input: FeatureMap, wantsSums: Bool, state: NetworkState, context: ComputeContext
  ) -> (output: Tensor, sums: ChannelSums?) {
    state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.forward(
        input, weights: weights, outputChannels: outputChannels, geometry: sizes(input.raw.shape),
        wantsSums: wantsSums, context: context)
    }
  }

  private func sizes(_ input: Shape) -> ConvGeometry {
    precondition(input.channels == inputChannels, "input \(input) for a convolution of \(inputChannels) channels")
    return ConvGeometry(input: input, kernel: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }
}
