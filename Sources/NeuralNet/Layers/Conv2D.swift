import Basics

/// A two-dimensional convolution (cross-correlation, as PyTorch's `Conv2d`), stride 1.
///
/// - Shapes: input [N, H, W, C], output [N, H + 2 * padding - dilation * (kernelSize - 1), ..., K].
public struct Conv2D: Layer {
  public let inputChannels: Int
  public let outputChannels: Int
  public let kernelSize: Int
  public let dilation: Int
  public let padding: Int
  let weight: ParameterSlot
  let bias: ParameterSlot?

  /// - Parameters:
  ///   - padding: zeros around the input; half the kernel's reach unless given, so that odd kernels keep the size.
  ///   - name: of the module; the weights are `name.weight` and `name.bias`.
  ///   - layout: takes up the parameters.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, dilation: Int = 1, padding: Int? = nil,
    hasBias: Bool = true, name: String, in layout: inout NetworkLayout
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.dilation = dilation
    self.padding = padding ?? dilation * (kernelSize - 1) / 2
    weight = layout.parameters.add(
      name + ".weight", [kernelSize, kernelSize, inputChannels, outputChannels], fileOrder: .convolution)
    bias = hasBias ? layout.parameters.add(name + ".bias", [outputChannels]) : nil
  }

  /// He's initialisation for the weights, zero for the bias.
  public func initialize(_ state: inout NetworkState, random: inout RandomSource) {
    HeInitialization.fill(weight, of: &state.parameters, random: &random)
    if let bias { state.parameters[bias] = Tensor(bias.shape) }
  }

  public func forward(_ input: Tensor, state: NetworkState, mode: Mode, context: ComputeContext) -> (
    output: Tensor, cache: Tensor
  ) {
    (forward(FeatureMap(raw: input), state: state, context: context), input)
  }

  public func backward(
    _ outputGradient: Tensor, cache: Tensor, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> Tensor {
    backward(
      outputGradient, input: FeatureMap(raw: cache), state: state, gradients: &gradients, context: context
    ).values
  }

  /// The output for feature maps whose batch norm is pending.
  public func forward(_ input: FeatureMap, state: NetworkState, context: ComputeContext) -> Tensor {
    var (output, _) = state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.forward(
        input, weights: weights, outputChannels: outputChannels, geometry: geometry(input.raw.shape), wantsSums: false,
        context: context)
    }
    if let bias { state.parameters.withPointer(bias) { ChannelBias.add($0, to: &output, context: context) } }
    return output
  }

  /// Adds to `gradients`; returns the gradient with respect to `input`.
  public func backward(
    _ outputGradient: Tensor, input: FeatureMap, state: NetworkState, gradients: inout ParameterStore,
    context: ComputeContext
  ) -> FeatureGradient {
    let geometry = geometry(input.raw.shape)
    let gradient = PendingGradient(values: outputGradient)
    gradients.withMutablePointer(weight) {
      ConvolutionKernel.backwardWeights(input, outputGradient: gradient, geometry: geometry, into: $0, context: context)
    }
    if let bias { gradients.withMutablePointer(bias) { ChannelBias.addGradient(outputGradient, to: $0) } }
    return state.parameters.withPointer(weight) { weights in
      ConvolutionKernel.backwardData(gradient, weights: weights, geometry: geometry, previous: input, context: context)
    }
  }

  private func geometry(_ input: Shape) -> ConvGeometry {
    ConvGeometry(input: input, kernel: kernelSize, dilation: dilation, padding: padding)
  }
}
