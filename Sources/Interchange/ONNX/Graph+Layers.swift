import NeuralNet
import ProtocolMessages
import Segmentation

// N images, C input channels, K output channels.

extension GraphBuilder {
  /// The maps after each layer of a trunk in inference.
  func outputs(of network: Network, state: NetworkState, _ input: GraphMap) throws -> [GraphMap] {
    var maps: [GraphMap] = []
    for layer in network.layers.layers { maps.append(try output(of: layer, state: state, maps.last ?? input)) }
    return maps
  }

  private func output(of layer: any Layer, state: NetworkState, _ map: GraphMap) throws -> GraphMap {
    switch layer {
    case let layer as ConvBlock: return output(of: layer, state: state, map)
    case let layer as ResidualBlock:
      let inner = output(of: layer.first, state: state, map)
      let outer = output(of: layer.second, state: state, inner)
      let side = layer.shortcut.map { output(of: $0, state: state, map) } ?? map
      return apply("Relu", sum([outer, side]))
    case let layer as Conv2D: return output(of: layer, state: state, map)
    case is MaxPool2D: return pooled(map, kernel: 2, stride: 2)
    case is GlobalAveragePool: return averagedImage(map)
    case is Flatten:
      // The channels of a pixel come together, row by row.
      guard case .fixed(let height) = map.height, case .fixed(let width) = map.width else {
        throw ExportError.unknownPart("a layer that flattens images of any size")
      }
      let turned = add("Transpose", [map.value], [.ints("perm", [0, 2, 3, 1])])
      let count = height * width * map.channels
      return GraphMap(
        value: add("Reshape", [turned, list([0, count, 1, 1])]), channels: count, height: .fixed(1), width: .fixed(1))
    default: throw ExportError.unknownPart("a layer \(type(of: layer))")
    }
  }

  /// The mean of each channel over an image.
  func averagedImage(_ map: GraphMap) -> GraphMap {
    GraphMap(
      value: add("GlobalAveragePool", [map.value]), channels: map.channels, height: .fixed(1), width: .fixed(1))
  }

  /// A convolution with the batch norm in its weights, or before a norm of each image by its own statistics.
  func output(of block: ConvBlock, state: NetworkState, _ map: GraphMap) -> GraphMap {
    var convolution = GraphConvolution(
      weights: Self.ordered(state.parameters[block.weight]), kernel: (block.kernelSize, block.kernelSize),
      dilation: block.dilation, stride: block.stride, zeros: (block.padding, block.padding),
      name: state.parameters.name(of: block.weight))
    guard let affine = block.inferenceAffine(state) else {
      let raw = convolved(map, convolution)
      let (scale, shift) = block.normSlots
      let normed = apply(
        "InstanceNormalization", raw,
        [
          constant(state.parameters[scale], name: state.parameters.name(of: scale) + ".weight"),
          constant(state.parameters[shift], name: state.parameters.name(of: shift) + ".bias"),
        ], [.float("epsilon", Float(ConvBlock.epsilon))])
      return block.rectified ? apply("Relu", normed) : normed
    }
    let each = convolution.weights.count / block.outputChannels
    for index in convolution.weights.indices { convolution.weights[index] *= affine.scale[index / each] }
    convolution.bias = affine.shift
    let output = convolved(map, convolution)
    return affine.rectified ? apply("Relu", output) : output
  }

  func output(of layer: Conv2D, state: NetworkState, _ map: GraphMap) -> GraphMap {
    convolved(
      map,
      GraphConvolution(
        weights: Self.ordered(state.parameters[layer.weight]), bias: layer.bias.map { state.parameters[$0].values },
        kernel: (layer.kernelSize, layer.kernelSize), dilation: layer.dilation, stride: layer.stride,
        zeros: (layer.padding, layer.padding), name: state.parameters.name(of: layer.weight)))
  }

  /// Weights in the order of ONNX.
  /// - Shapes: weights [height, width, C, K], result [K, C, height, width].
  private static func ordered(_ weights: Tensor) -> [Float] {
    let (taps, C, K) = (weights.shape[0] * weights.shape[1], weights.shape[2], weights.shape[3])
    let values = weights.values
    var result = [Float](repeating: 0, count: values.count)
    for tap in 0..<taps {
      for c in 0..<C { for k in 0..<K { result[(k * C + c) * taps + tap] = values[(tap * C + c) * K + k] } }
    }
    return result
  }
}

extension ParameterStore {
  /// The name of the module that a parameter is of.
  fileprivate func name(of slot: ParameterSlot) -> String {
    let name = layout.entries.first { $0.slot == slot }?.name ?? "parameter"
    return String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex))
  }
}
