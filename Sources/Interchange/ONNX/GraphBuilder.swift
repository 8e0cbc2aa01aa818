import Foundation
import NeuralNet
import ProtocolMessages

/// Collects the nodes of an ONNX graph in the order in which they are computed, and the constants that they read.
///
/// Values are named after the operators that give them. The operators are those of operator set 13.
final class GraphBuilder {
  private var nodes: [ONNXNode] = []
  private var constants: [ONNXTensorData] = []
  private var counts: [String: Int] = [:]
  /// The places of the constants of floats, by the names that were asked for.
  private var constantsOfName: [String: [Int]] = [:]
  private var wholeNumbers: [[Int]: String] = [:]
  private var lengths: [Extent: String] = [:]
  /// The name of the input, whose height and width extents may refer to.
  let input: String

  init(input: String) { self.input = input }

  /// Appends a node.
  /// - Returns: the name of its output.
  func add(_ operation: String, _ inputs: [String], _ attributes: [ONNXAttribute] = []) -> String {
    var node = ONNXNode()
    node.opType = operation
    node.name = fresh(operation.lowercased())
    node.input = inputs
    node.output = [node.name]
    node.attribute = attributes
    nodes.append(node)
    return node.name
  }

  /// A constant of floats. Equal constants of one name are stored once.
  func constant(_ values: [Float], _ dimensions: [Int], name: String = "values") -> String {
    precondition(dimensions.reduce(1, *) == values.count, "\(values.count) values of shape \(dimensions)")
    var data = ONNXTensorData()
    data.dims = dimensions.map(Int64.init)
    data.dataType = Int32(ONNXTensorData.Element.float.rawValue)
    data.rawData = values.withUnsafeBytes { Data($0) }
    let same = constantsOfName[name, default: []].first {
      constants[$0].dims == data.dims && constants[$0].rawData == data.rawData
    }
    if let same { return constants[same].name }
    data.name = fresh(name)
    constantsOfName[name, default: []].append(constants.count)
    constants.append(data)
    return data.name
  }

  func constant(_ tensor: Tensor, _ dimensions: [Int]? = nil, name: String) -> String {
    constant(tensor.values, dimensions ?? tensor.shape.dimensions, name: name)
  }

  /// One number, of any number of axes.
  func number(_ value: Float) -> String { constant([value], [], name: "number") }

  /// A constant of a list of whole numbers, as sizes and axes are.
  func list(_ values: [Int]) -> String {
    if let known = wholeNumbers[values] { return known }
    var data = ONNXTensorData()
    data.name = fresh("list")
    data.dims = [Int64(values.count)]
    data.dataType = Int32(ONNXTensorData.Element.int64.rawValue)
    data.rawData = values.map(Int64.init).withUnsafeBytes { Data($0) }
    constants.append(data)
    wholeNumbers[values] = data.name
    return data.name
  }

  /// One whole number without axes.
  func count(_ value: Int) -> String { add("Squeeze", [list([value]), list([0])]) }

  /// The name of a list of one whole number: the extent.
  func length(_ extent: Extent) -> String {
    if let known = lengths[extent] { return known }
    let name = computed(extent)
    lengths[extent] = name
    return name
  }

  private func computed(_ extent: Extent) -> String {
    switch extent {
    case .fixed(let value): return list([value])
    case .inputHeight: return add("Gather", [shape(of: input), list([2])], [.int("axis", 0)])
    case .inputWidth: return add("Gather", [shape(of: input), list([3])], [.int("axis", 0)])
    case .scaled(let whole, let factor):
      let product = add("Mul", [cast(length(whole), to: .float), number(factor)])
      let rounded = add("Floor", [add("Add", [product, number(0.5)])])
      return add("Max", [cast(rounded, to: .int64), list([1])])
    case .atLeast(let whole, let least): return add("Max", [length(whole), list([least])])
    case .roundedUp(let whole, let unit):
      let units = add("Div", [add("Add", [length(whole), list([unit - 1])]), list([unit])])
      return add("Mul", [units, list([unit])])
    case .divided(let whole, let divisor): return add("Div", [length(whole), list([divisor])])
    case .times(let whole, let factor): return add("Mul", [length(whole), list([factor])])
    case .plus(let whole, let number): return add("Add", [length(whole), list([number])])
    }
  }

  private var shapes: [String: String] = [:]

  func shape(of value: String) -> String {
    if let known = shapes[value] { return known }
    let name = add("Shape", [value])
    shapes[value] = name
    return name
  }

  func cast(_ value: String, to element: ONNXTensorData.Element) -> String {
    add("Cast", [value], [.int("to", element.rawValue)])
  }

  private func fresh(_ stem: String) -> String {
    counts[stem, default: 0] += 1
    return "\(stem)_\(counts[stem] ?? 0)"
  }

  /// The graph that gives `value` under the name `output`, without nodes and constants that it does not need.
  func graph(of value: String, as output: String) -> (nodes: [ONNXNode], constants: [ONNXTensorData]) {
    var needed: Set<String> = [value]
    var kept: [ONNXNode] = []
    for node in nodes.reversed() where !needed.isDisjoint(with: node.output) {
      needed.formUnion(node.input)
      kept.append(node)
    }
    var last = ONNXNode()
    last.opType = "Identity"
    last.name = output
    last.input = [value]
    last.output = [output]
    return (kept.reversed() + [last], constants.filter { needed.contains($0.name) })
  }

  /// The bytes of all constants.
  var byteCount: Int { constants.reduce(0) { $0 + $1.rawData.count } }
}

extension ONNXAttribute {
  static func int(_ name: String, _ value: Int) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    (attribute.name, attribute.i, attribute.type) = (name, Int64(value), .int)
    return attribute
  }

  static func ints(_ name: String, _ values: [Int]) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    (attribute.name, attribute.ints, attribute.type) = (name, values.map(Int64.init), .ints)
    return attribute
  }

  static func float(_ name: String, _ value: Float) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    (attribute.name, attribute.f, attribute.type) = (name, value, .float)
    return attribute
  }

  static func text(_ name: String, _ value: String) -> ONNXAttribute {
    var attribute = ONNXAttribute()
    (attribute.name, attribute.s, attribute.type) = (name, Data(value.utf8), .string)
    return attribute
  }
}
