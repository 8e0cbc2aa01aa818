import NeuralNet
import ProtocolMessages

// N images, C channels, H height, W width.

/// A map of features in a graph. Shape: [N, C, H, W].
struct GraphMap {
  /// The name of the value.
  var value: String
  var channels: Int
  var height: Extent
  var width: Extent

  func with(_ value: String, channels: Int? = nil) -> GraphMap {
    GraphMap(value: value, channels: channels ?? self.channels, height: height, width: width)
  }

  func hasSize(of other: GraphMap) -> Bool { height == other.height && width == other.width }
}

extension GraphBuilder {
  /// Changes every value alike.
  func apply(_ operation: String, _ map: GraphMap, _ others: [String] = [], _ attributes: [ONNXAttribute] = [])
    -> GraphMap
  {
    map.with(add(operation, [map.value] + others, attributes))
  }

  /// A value for each channel, to be combined with maps.
  func perChannel(_ values: [Float], name: String) -> String { constant(values, [1, values.count, 1, 1], name: name) }

  func sum(_ maps: [GraphMap]) -> GraphMap {
    maps.dropFirst().reduce(maps[0]) { $0.with(add("Add", [$0.value, $1.value])) }
  }

  /// Maps of one size as one.
  func joined(_ maps: [GraphMap]) -> GraphMap {
    guard maps.count > 1 else { return maps[0] }
    return maps[0].with(
      add("Concat", maps.map(\.value), [.int("axis", 1)]), channels: maps.reduce(0) { $0 + $1.channels })
  }

  /// Resized by bilinear interpolation with half-pixel centres.
  func resized(_ map: GraphMap, height: Extent, width: Extent) -> GraphMap {
    if map.height == height && map.width == width { return map }
    var inputs = [map.value, ""]
    if let rows = map.height.ratio(of: height), let columns = map.width.ratio(of: width) {
      inputs.append(constant([1, 1, Float(rows), Float(columns)], [4], name: "scales"))
    } else {
      let others = add("Slice", [shape(of: map.value), list([0]), list([2])])
      inputs += ["", add("Concat", [others, length(height), length(width)], [.int("axis", 0)])]
    }
    let value = add(
      "Resize", inputs, [.text("coordinate_transformation_mode", "half_pixel"), .text("mode", "linear")])
    return GraphMap(value: value, channels: map.channels, height: height, width: width)
  }

  /// The map with its columns in reverse order.
  func mirrored(_ map: GraphMap) -> GraphMap {
    apply("Slice", map, [list([-1]), list([Int(Int32.min)]), list([3]), list([-1])])
  }

  /// The upper left part of a map.
  func cropped(_ map: GraphMap, height: Extent, width: Extent) -> GraphMap {
    if map.height == height && map.width == width { return map }
    let ends = add("Concat", [length(height), length(width)], [.int("axis", 0)])
    let value = add("Slice", [map.value, list([0, 0]), ends, list([2, 3])])
    return GraphMap(value: value, channels: map.channels, height: height, width: width)
  }

  /// The map with its outermost values repeated beyond its edges.
  func edged(_ map: GraphMap, rows: Int, columns: Int) -> GraphMap {
    let value = add("Pad", [map.value, list([0, 0, rows, columns, 0, 0, rows, columns])], [.text("mode", "edge")])
    return GraphMap(
      value: value, channels: map.channels, height: map.height.plus(2 * rows), width: map.width.plus(2 * columns))
  }

  /// A sum over the channels of each pixel for each row of a matrix: a convolution of 1x1.
  /// - Parameter weights: row by row, [K, C].
  func mixed(_ map: GraphMap, weights: [Float], bias: [Float]? = nil, name: String) -> GraphMap {
    convolved(map, GraphConvolution(weights: weights, bias: bias, kernel: (1, 1), name: name))
  }
}
