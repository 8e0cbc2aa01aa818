import Basics

/// A two-dimensional convolution (cross-correlation, as PyTorch's `Conv2d`).
///
/// - Shapes: input [N, H, W, C], output [N, (H + 2 * padding - dilation * (kernelSize - 1) - 1) / stride + 1, ..., K].
public struct Conv2D: Layer {
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
  /// Shapes: [kernelSize, kernelSize, C, K].
  package let weight: ParameterSlot
  /// Shapes: [K].
  package let bias: ParameterSlot?

  /// - Parameters:
  ///   - padding: zeros on each side of the input. By default an odd kernel keeps the size.
  ///   - stride: the distance of the input places of neighbouring outputs.
  ///   - name: the name of the module. Its parameters are `name.weight` and `name.bias`.
  ///   - layout: the layout to which the parameters are added.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, dilation: Int = 1, padding: Int? = nil,
    stride: Int = 1, hasBias: Bool = true, name: String, in layout: inout NetworkLayout
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding ?? dilation * (kernelSize - 1) / 2
    self.stride = stride
    weight = layout.parameters.add(
      name + ".weight", [kernelSize, kernelSize, inputChannels, outputChannels], fileOrder: .convolution)
    bias = hasBias ? layout.parameters.add(name + ".bias", [outputChannels]) : nil
  }

  /// He's initialisation for the weights, zero for the bias.
  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {
    HeInitialization.fill(weight, of: &state.parameters, random: &random)
    if let bias { state.parameters[bias] = Tensor(bias.shape) }
  }

  public var geometry: TileGeometry {
    .convolution(kernel: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }
  public var backwardReadsOutput: Bool { false }

  public func forward(_ input: FeatureMap, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: FeatureMap, cache: Void
  ) {
    (FeatureMap(raw: forward(input, state: state, context: context)), ())
  }

  public func backward(
    _ gradient: FeatureGradient, input: FeatureMap, output: FeatureMap, cache: Void, state: NetworkState,
    gradients: inout ParameterStore, wantsInput: Bool, context: ComputeContext
  ) -> FeatureGradient? {
    addGradients(gradient.values, input: input, state: state, gradients: &gradients, context: context)
    guard wantsInput else { return nil }
    return inputGradient(gradient.values, input: input, state: state, context: context)
  }

  /// The output as a tensor, since no batch norm follows.
  public func forward(_ input: FeatureMap, state: NetworkState, context: ComputeContext) -> Tensor {
    var (output, _) = state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.forward(
        input, weights: weights, outputChannels: outputChannels, geometry: sizes(input.raw.shape), wantsSums: false,
        context: context)
    }
    if let bias { state.parameters.withPointer(bias) { ChannelBias.add($0, to: &output, context: context) } }
    return output
  }

  /// Adds the gradients of the parameters to `gradients`.
  /// - Returns: the gradient with respect to `input`.
  public func backward(
    _ outputGradient: Tensor, input: FeatureMap, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> FeatureGradient {
    addGradients(outputGradient, input: input, state: state, gradients: &gradients, context: context)
    return inputGradient(outputGradient, input: input, state: state, context: context)
  }

  private func addGradients(
    _ outputGradient: Tensor, input: FeatureMap, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) {
    let gradient = PendingGradient(values: outputGradient)
    gradients.withMutablePointer(weight) {
      ConvolutionKernel.backwardWeights(
        input, outputGradient: gradient, geometry: sizes(input.raw.shape), into: $0, context: context)
    }
    if let bias { gradients.withMutablePointer(bias) { ChannelBias.addGradient(outputGradient, to: $0) } }
  }

  private func inputGradient(
    _ outputGradient: Tensor, input: FeatureMap, state: NetworkState, context: ComputeContext
  ) -> FeatureGradient {
    state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.backwardData(
        PendingGradient(values: outputGradient), weights: weights, geometry: sizes(input.raw.shape), previous: input,
        context: context)
    }
  }

  private func sizes(_ input: Shape) -> ConvGeometry {
    precondition(input.channels == inputChannels, "input \(input) for a convolution of \(inputChannels) channels")
    return ConvGeometry(input: input, kernel: kernelSize, dilation: dilation, padding: padding, stride: stride)
  }
}
