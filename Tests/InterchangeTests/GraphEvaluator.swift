import Foundation
import ProtocolMessages

/// A value of a graph: numbers, row by row.
struct GraphValue {
  var dimensions: [Int]
  var values: [Double]
  /// Whether the graph holds them in double precision. Results of arithmetic on others are rounded to Float32.
  var isDouble = false

  var whole: [Int] { values.map { Int($0) } }

  /// The distances in ``values`` of neighbours along each axis.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * dimensions[axis + 1] }
    return strides
  }

  /// The value made of its elements at other places.
  func picked(_ dimensions: [Int], _ place: ([Int]) -> [Int]) -> GraphValue {
    let strides = strides
    var result = GraphValue(dimensions: dimensions, values: [], isDouble: isDouble)
    result.values.reserveCapacity(dimensions.reduce(1, *))
    forEachPlace(in: dimensions) { index in
      result.values.append(values[zip(place(index), strides).reduce(0) { $0 + $1.0 * $1.1 }])
    }
    return result
  }
}

/// Calls `body` with every place of a shape, row by row.
func forEachPlace(in dimensions: [Int], _ body: ([Int]) -> Void) {
  guard !dimensions.contains(0) else { return }
  var place = [Int](repeating: 0, count: dimensions.count)
  while true {
    body(place)
    var axis = dimensions.count - 1
    while axis >= 0 {
      place[axis] += 1
      if place[axis] < dimensions[axis] { break }
      place[axis] = 0
      axis -= 1
    }
    if axis < 0 { return }
  }
}

/// Computes an ONNX graph by plain loops, as the specification of operator set 13 says.
struct GraphEvaluator {
  struct Failure: Error, CustomStringConvertible { let description: String }

  let graph: ONNXGraph

  /// - Returns: the value of the only output.
  func run(_ input: GraphValue) throws -> GraphValue {
    var values: [String: GraphValue] = [graph.input[0].name: input]
    for data in graph.initializer { values[data.name] = Self.value(data) }
    for node in graph.node {
      let inputs = try node.input.map { name -> GraphValue? in
        if name.isEmpty { return nil }
        guard let value = values[name] else {
          throw Failure(description: "\(node.name) reads \(name) before it is there")
        }
        return value
      }
      for output in node.output { values[output] = try GraphOperators(node: node, inputs: inputs).output() }
    }
    guard let output = values[graph.output[0].name] else { throw Failure(description: "no output") }
    return output
  }

  static func value(_ data: ONNXTensorData) -> GraphValue {
    let dimensions = data.dims.map { Int($0) }
    let count = dimensions.reduce(1, *)
    return data.rawData.withUnsafeBytes { bytes in
      let isFloat = data.dataType == ONNXTensorData.Element.float.rawValue
      return GraphValue(
        dimensions: dimensions,
        values: (0..<count).map { index in
          isFloat
            ? Double(bytes.loadUnaligned(fromByteOffset: 4 * index, as: Float.self))
            : Double(bytes.loadUnaligned(fromByteOffset: 8 * index, as: Int64.self))
        })
    }
  }
}
