import Basics

/// A convolution without bias, batch norm and ReLU as one layer.
///
/// Only what the convolution computed is kept. Batch norm and ReLU are applied by whatever reads the result, and their
/// backward passes are folded into those of the convolutions around them.
///
/// - Shapes: input [N, H, W, C], output [N, H + 2 * padding - dilation * (kernelSize - 1), ..., K].
/// - Source: Ioffe and Szegedy, ICML 2015, for batch norm and its gradient.
public struct ConvBlock: Sendable {
  public let inputChannels: Int
  public let outputChannels: Int
  public let kernelSize: Int
  public let dilation: Int
  public let padding: Int
  let weight: ParameterSlot
  let norm: BatchNormParameters

  /// What the backward pass needs.
  public struct Cache: Sendable {
    public internal(set) var input: FeatureMap
    public internal(set) var output: FeatureMap
    let statistics: BatchStatistics
  }

  /// - Parameters:
  ///   - padding: zeros around the input; the dilation unless given, so that a 3x3 kernel keeps the size.
  ///   - tracksStatistics: whether inference normalises by running statistics; else by those of its own batch.
  ///   - names: of the convolution and of the batch norm, as PyTorch's modules are named.
  ///   - layout: takes up the parameters.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int = 3, dilation: Int = 1, padding: Int? = nil,
    tracksStatistics: Bool = true, names: (convolution: String, norm: String), in layout: inout NetworkLayout
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding ?? dilation * (kernelSize - 1) / 2
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

  /// - Shapes: input [N, H, W, inputChannels].
  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> Cache {
    let (raw, sums) = convolved(
      input, wantsSums: mode == .training || norm.running == nil, state: state, context: context)
    let statistics = norm.statistics(sums, count: raw.shape.pixels, state: state)
    let affine = norm.affine(statistics, rectified: true, state: state)
    return Cache(input: input, output: FeatureMap(raw: raw, affine: affine), statistics: statistics)
  }

  /// What ``forward(_:state:mode:context:)`` computed, again, from its input.
  public func recomputed(_ cache: Cache, state: NetworkState, context: ComputeContext) -> FeatureMap {
    let (raw, _) = convolved(cache.input, wantsSums: false, state: state, context: context)
    return FeatureMap(raw: raw, affine: cache.output.affine)
  }

  /// Adds to `gradients`.
  /// - Parameters:
  ///   - gradient: with respect to the output of ``forward(_:state:mode:context:)`` in training mode.
  ///   - wantsInput: whether the gradient with respect to the input is needed.
  public func backward(
    _ gradient: FeatureGradient, cache: Cache, state: NetworkState, gradients: inout ParameterStore, wantsInput: Bool,
    context: ComputeContext
  ) -> FeatureGradient? {
    guard let sums = gradient.sums else { preconditionFailure("the gradient of a batch norm needs its sums") }
    let affine = norm.backward(
      sums, statistics: cache.statistics, count: cache.output.raw.shape.pixels, state: state, gradients: &gradients)
    let geometry = geometry(cache.input.raw.shape)
    let pending = PendingGradient(values: gradient.values, norm: (cache.output.raw, affine))
    gradients.withMutablePointer(weight) {
      ConvolutionKernel.backwardWeights(
        cache.input, outputGradient: pending, geometry: geometry, into: $0, context: context)
    }
    guard wantsInput else { return nil }
    return state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.backwardData(
        pending, weights: weights, geometry: geometry, previous: cache.input, context: context)
    }
  }

  /// Moves the running statistics towards those of the batch that `cache` comes from.
  public func commitStatistics(_ cache: Cache, to state: inout NetworkState) {
    norm.commit(cache.statistics, to: &state)
  }

  private func convolved(
    _ input: FeatureMap, wantsSums: Bool, state: NetworkState, context: ComputeContext
  ) -> (output: Tensor, sums: ChannelSums?) {
    state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.forward(
        input, weights: weights, outputChannels: outputChannels, geometry: geometry(input.raw.shape),
        wantsSums: wantsSums, context: context)
    }
  }

  private func geometry(_ input: Shape) -> ConvGeometry {
    ConvGeometry(input: input, kernel: kernelSize, dilation: dilation, padding: padding)
  }
}
