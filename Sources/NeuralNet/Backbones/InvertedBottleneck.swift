import Basics

/// A block of an ``EfficientNetLite``: a 1x1 convolution to more channels, a convolution of each channel on its own, and a
/// 1x1 convolution to few channels, to which the input is added where it has the same shape.
///
/// - Source: Sandler et al., CVPR 2018.
package struct InvertedBottleneck: Sendable {
  /// The names of the modules of a block; of each, those of the convolution and of the batch norm.
  struct Names {
    typealias Pair = (convolution: String, norm: String)
    let expansion: Pair?
    let depthwise, projection: Pair

    var all: [Pair] { [expansion, depthwise, projection].compactMap { $0 } }
  }

  package let expansion: FoldedConvolution?
  package let depthwise: FoldedConvolution
  package let projection: FoldedConvolution
  package let addsInput: Bool

  /// - Parameter channels: of the input.
  /// - Throws: as ``EfficientNetLite/init(_:)``.
  init(
    _ weights: BackboneWeights, _ names: Names, channels: Int, kernel: Int, stride: Int,
    convention: EfficientNetConvention, context: ComputeContext
  ) throws {
    func convolution(
      _ pair: Names.Pair, _ shape: [Int?], isDepthwise: Bool = false, stride: Int = 1,
      activation: FoldedConvolution.Activation = .relu6
    ) throws -> FoldedConvolution {
      try weights.folded(
        pair.convolution, norm: pair.norm, shape: shape, isDepthwise: isDepthwise, stride: stride,
        padding: convention.padding, activation: activation, epsilon: convention.epsilon, context: context)
    }
    expansion = try names.expansion.map { try convolution($0, [nil, channels, 1, 1]) }
    let width = expansion?.outputChannels ?? channels
    depthwise = try convolution(names.depthwise, [width, 1, kernel, kernel], isDepthwise: true, stride: stride)
    projection = try convolution(names.projection, [nil, width, 1, 1], activation: .none)
    addsInput = stride == 1 && projection.outputChannels == channels
  }

  var outputChannels: Int { projection.outputChannels }
  var geometry: TileGeometry { depthwise.geometry }

  /// - Shapes: input [N, H, W, C], result [N, H / stride, W / stride, K].
  func callAsFunction(_ input: Tensor, context: ComputeContext) -> Tensor {
    let inner = depthwise(expansion.map { $0(input, context: context) } ?? input, context: context)
    return projection(inner, adding: addsInput ? input : nil, context: context)
  }
}
