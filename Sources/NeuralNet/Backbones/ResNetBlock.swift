import Basics

/// A block of a ``ResNet``: two 3x3 convolutions, or a 3x3 convolution between two of 1x1, whose output is added to the
/// input.
package struct ResNetBlock: Sendable {
  /// What batch norms add to variances.
  static let epsilon = 1e-5

  /// All but the last.
  package let first: [FoldedConvolution]
  package let last: FoldedConvolution
  /// Brings the input to the shape of the output.
  package let shortcut: FoldedConvolution?

  /// - Parameters:
  ///   - name: of the block, such as `layer1.0`.
  ///   - channels: of its input.
  /// - Throws: as ``ResNet/init(_:)``.
  init(_ weights: BackboneWeights, _ name: String, channels: Int, stride: Int, context: ComputeContext) throws {
    let isBottleneck = weights.shape("\(name).conv3.weight") != nil
    let sides = isBottleneck ? [1, 3, 1] : [3, 3]
    var convolutions: [FoldedConvolution] = []
    var width = channels
    for (index, side) in sides.enumerated() {
      let convolution = try weights.folded(
        "\(name).conv\(index + 1)", norm: "\(name).bn\(index + 1)", shape: [nil, width, side, side],
        stride: index == (isBottleneck ? 1 : 0) ? stride : 1,
        // The input of the block is added before the last activation.
        activation: .relu, epsilon: Self.epsilon, context: context)
      width = convolution.outputChannels
      convolutions.append(convolution)
    }
    last = convolutions.removeLast()
    first = convolutions
    guard stride > 1 || width != channels || weights.shape("\(name).downsample.0.weight") != nil else {
      shortcut = nil
      return
    }
    shortcut = try weights.folded(
      "\(name).downsample.0", norm: "\(name).downsample.1", shape: [width, channels, 1, 1], stride: stride,
      epsilon: Self.epsilon, context: context)
  }

  var isBottleneck: Bool { first.count == 2 }
  var outputChannels: Int { last.outputChannels }
  var geometry: TileGeometry { (first + [last]).reduce(.identity) { $0.followed(by: $1.geometry) } }

  /// Whether a tensor is one of the block.
  /// - Parameter name: without the name of the block.
  func uses(_ name: String) -> Bool {
    let norm = ["weight", "bias", "running_mean", "running_var"]
    var all = (1...first.count + 1).flatMap { place in ["conv\(place).weight"] + norm.map { "bn\(place).\($0)" } }
    if shortcut != nil { all += ["downsample.0.weight"] + norm.map { "downsample.1.\($0)" } }
    return all.contains(name)
  }

  /// - Shapes: input [N, H, W, C], result [N, H / stride, W / stride, K].
  func callAsFunction(_ input: Tensor, context: ComputeContext) -> Tensor {
    let added = shortcut.map { $0(input, context: context) } ?? input
    return last(first.reduce(input) { $1($0, context: context) }, adding: added, context: context)
  }
}
