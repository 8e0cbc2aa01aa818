import NeuralNet
import ProtocolMessages

// C input channels, K output channels.

/// What a convolution of a graph needs.
struct GraphConvolution {
  /// Shapes: [K, C, kernel height, kernel width]; C is 1 for channels on their own.
  var weights: [Float]
  /// Shapes: [K].
  var bias: [Float]?
  /// Height and width.
  var kernel: (Int, Int)
  var dilation = 1
  var stride = 1
  /// Zeros before and after the rows, and the columns likewise.
  var zeros = (before: 0, after: 0)
  /// Whether each channel is convolved on its own.
  var isDepthwise = false
  /// The name of the module in the model, without `.weight`.
  var name: String
}

extension GraphBuilder {
  func convolved(_ map: GraphMap, _ convolution: GraphConvolution) -> GraphMap {
    let (rows, columns) = convolution.kernel
    let depth = (convolution.isDepthwise ? 1 : map.channels) * rows * columns
    let outputs = convolution.weights.count / depth
    precondition(
      outputs * depth == convolution.weights.count,
      "\(convolution.weights.count) weights of \(convolution.name) for \(map.channels) channels")
    var inputs = [
      map.value,
      constant(
        convolution.weights, [outputs, convolution.isDepthwise ? 1 : map.channels, rows, columns],
        name: convolution.name + ".weight"),
    ]
    if let bias = convolution.bias { inputs.append(constant(bias, [outputs], name: convolution.name + ".bias")) }
    let (zeros, dilation, stride) = (convolution.zeros, convolution.dilation, convolution.stride)
    let value = add(
      "Conv", inputs,
      [
        .ints("dilations", [dilation, dilation]), .int("group", convolution.isDepthwise ? map.channels : 1),
        .ints("kernel_shape", [rows, columns]),
        .ints("pads", [zeros.before, zeros.before, zeros.after, zeros.after]), .ints("strides", [stride, stride]),
      ])
    func size(_ extent: Extent, _ kernel: Int) -> Extent {
      extent.outputs(plus: zeros.before + zeros.after - dilation * (kernel - 1) - 1, step: stride)
    }
    return GraphMap(value: value, channels: outputs, height: size(map.height, rows), width: size(map.width, columns))
  }

  /// The greatest values of square windows.
  func pooled(_ map: GraphMap, kernel: Int, stride: Int, zeros: Int = 0) -> GraphMap {
    let value = add(
      "MaxPool", [map.value],
      [
        .ints("kernel_shape", [kernel, kernel]), .ints("pads", [zeros, zeros, zeros, zeros]),
        .ints("strides", [stride, stride]),
      ])
    func size(_ extent: Extent) -> Extent { extent.outputs(plus: 2 * zeros - kernel, step: stride) }
    return GraphMap(value: value, channels: map.channels, height: size(map.height), width: size(map.width))
  }

  /// The means of square windows, which are cut where the map ends.
  func averaged(_ map: GraphMap, kernel: Int, stride: Int, margin: Int = 0) -> GraphMap {
    let value = add(
      "AveragePool", [map.value],
      [
        .ints("kernel_shape", [kernel, kernel]), .ints("pads", [margin, margin, margin, margin]),
        .ints("strides", [stride, stride]),
      ])
    func size(_ extent: Extent) -> Extent { extent.outputs(plus: 2 * margin - kernel, step: stride) }
    return GraphMap(value: value, channels: map.channels, height: size(map.height), width: size(map.width))
  }
}
