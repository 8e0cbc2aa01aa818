import Foundation
import ProtocolMessages

/// One node of a graph with its inputs.
struct GraphOperators {
  let node: ONNXNode
  let inputs: [GraphValue?]

  func input(_ place: Int) throws -> GraphValue {
    guard inputs.indices.contains(place), let value = inputs[place] else {
      throw GraphEvaluator.Failure(description: "\(node.name) lacks input \(place)")
    }
    return value
  }

  func attribute(_ name: String) -> ONNXAttribute? { node.attribute.first { $0.name == name } }
  func number(_ name: String, _ usual: Int) -> Int { attribute(name).map { Int($0.i) } ?? usual }
  func numbers(_ name: String, _ usual: [Int]) -> [Int] { attribute(name).map { $0.ints.map { Int($0) } } ?? usual }

  func output() throws -> GraphValue {
    switch node.opType {
    case "Identity": try input(0)
    case "Cast": try cast()
    case "Relu": try each { max(0, $0) }
    case "Sigmoid": try each { 1 / (1 + exp(-$0)) }
    case "Erf": try each { erf($0) }
    case "Sqrt": try each { $0.squareRoot() }
    case "Floor": try each { $0.rounded(.down) }
    case "Abs": try each { abs($0) }
    case "Clip": try combine(combine(input(0), input(1), max), input(2), min)
    case "Add": try combine(input(0), input(1), +)
    case "Sub": try combine(input(0), input(1), -)
    case "Mul": try combine(input(0), input(1), *)
    case "Div": try combine(input(0), input(1)) { isWhole ? ($0 / $1).rounded(.towardZero) : $0 / $1 }
    case "Max": try combine(input(0), input(1), max)
    case "Min": try combine(input(0), input(1), min)
    case "Mod": try combine(input(0), input(1)) { $0 - $1 * ($0 / $1).rounded(.down) }
    case "Equal": try combine(input(0), input(1)) { $0 == $1 ? 1 : 0 }
    case "Conv": try convolution()
    case "MaxPool": try pooling { $0.max() ?? 0 }
    case "AveragePool": try pooling { $0.reduce(0, +) / Double($0.count) }
    case "GlobalAveragePool": try reduced([2, 3]) { $0.reduce(0, +) / Double($0.count) }
    case "ReduceMean": try reduced(numbers("axes", [])) { $0.reduce(0, +) / Double($0.count) }
    case "ReduceSumSquare": try reduced(numbers("axes", [])) { $0.reduce(0) { $0 + $1 * $1 } }
    case "ReduceL2": try reduced(numbers("axes", [])) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    case "ArgMin": try reduced([number("axis", 0)]) { values in Double(values.firstIndex(of: values.min() ?? 0) ?? 0) }
    case "Softmax": try softmax()
    case "InstanceNormalization": try instanceNorm()
    case "Resize": try resize()
    case "MatMul": try product()
    default: try arranged()
    }
  }

  /// Whether a division is one of sizes. Sizes are lists, which only the graph's arithmetic on shapes makes.
  private var isWhole: Bool {
    inputs.allSatisfy { $0?.dimensions == [1] }
      && !node.input.contains { $0.hasPrefix("cast") || $0.hasPrefix("number") }
  }

  private func cast() throws -> GraphValue {
    let element = ONNXTensorData.Element(rawValue: number("to", 0))
    var value = try each { element == .int64 ? $0.rounded(.towardZero) : element == .float ? Double(Float($0)) : $0 }
    value.isDouble = element == .double
    return value
  }

  private func each(_ body: (Double) -> Double) throws -> GraphValue {
    var value = try input(0)
    value.values = value.values.map(body)
    return value
  }

  private func combine(_ a: GraphValue, _ b: GraphValue, _ body: (Double, Double) -> Double) -> GraphValue {
    let rank = max(a.dimensions.count, b.dimensions.count)
    func padded(_ value: GraphValue) -> [Int] {
      [Int](repeating: 1, count: rank - value.dimensions.count) + value.dimensions
    }
    let (first, second) = (padded(a), padded(b))
    let dimensions = zip(first, second).map { $0 == 1 ? $1 : $0 }
    let (one, two) = (
      GraphValue(dimensions: first, values: a.values), GraphValue(dimensions: second, values: b.values)
    )
    let left = one.picked(dimensions) { zip($0, first).map { $1 == 1 ? 0 : $0 } }
    let right = two.picked(dimensions) { zip($0, second).map { $1 == 1 ? 0 : $0 } }
    let isDouble = a.isDouble || b.isDouble
    let values = zip(left.values, right.values).map { isDouble ? body($0, $1) : Double(Float(body($0, $1))) }
    return GraphValue(dimensions: dimensions, values: values, isDouble: isDouble)
  }

  /// The axes reduced to one place each.
  private func reduced(_ axes: [Int], _ body: ([Double]) -> Double) throws -> GraphValue {
    let value = try input(0)
    let axes = Set(axes.map { $0 < 0 ? $0 + value.dimensions.count : $0 })
    let kept = value.dimensions.enumerated().map { axes.contains($0) ? 1 : $1 }
    let strides = GraphValue(dimensions: kept, values: []).strides
    var groups = [[Double]](repeating: [], count: kept.reduce(1, *))
    var next = 0
    forEachPlace(in: value.dimensions) { place in
      let group = place.enumerated().reduce(0) { $0 + (axes.contains($1.0) ? 0 : $1.1 * strides[$1.0]) }
      groups[group].append(value.values[next])
      next += 1
    }
    return GraphValue(dimensions: kept, values: groups.map(body))
  }

  private func softmax() throws -> GraphValue {
    let axis = number("axis", -1)
    let highest = try GraphOperators(node: node, inputs: inputs).reduced([axis]) { $0.max() ?? 0 }
    let powers = try combine(input(0), highest) { exp($0 - $1) }
    let sums = try GraphOperators(node: node, inputs: [powers]).reduced([axis]) { $0.reduce(0, +) }
    return combine(powers, sums, /)
  }

  private func instanceNorm() throws -> GraphValue {
    let mean = try reduced([2, 3]) { $0.reduce(0, +) / Double($0.count) }
    let centred = try combine(input(0), mean, -)
    let variance = try GraphOperators(node: node, inputs: [centred]).reduced([2, 3]) {
      $0.reduce(0) { $0 + $1 * $1 } / Double($0.count)
    }
    let epsilon = Double(attribute("epsilon")?.f ?? 1e-5)
    func channels(_ place: Int) throws -> GraphValue {
      let value = try input(place)
      return GraphValue(dimensions: [1, value.values.count, 1, 1], values: value.values)
    }
    let normed = combine(centred, variance) { $0 / ($1 + epsilon).squareRoot() }
    return try combine(combine(normed, channels(1), *), channels(2), +)
  }
}
