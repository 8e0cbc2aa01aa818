import ProtocolMessages

/// Operators that move values and make shapes.
extension GraphOperators {
  func arranged() throws -> GraphValue {
    switch node.opType {
    case "Shape":
      GraphValue(dimensions: [try input(0).dimensions.count], values: try input(0).dimensions.map(Double.init))
    case "Range": try range()
    case "Squeeze", "Unsqueeze": try axes()
    case "Reshape": try reshape()
    case "Transpose": try transpose()
    case "Concat": try concatenation()
    case "Gather": try gather()
    case "Slice": try slice()
    case "Pad": try pad()
    case "Expand": try expand()
    default: throw GraphEvaluator.Failure(description: "\(node.opType) is not known")
    }
  }

  private func expand() throws -> GraphValue {
    let (value, target) = (try input(0), try input(1).whole)
    return value.picked(zip(value.dimensions, target).map { max($0, $1) }) { place in
      zip(place, value.dimensions).map { $1 == 1 ? 0 : $0 }
    }
  }

  private func range() throws -> GraphValue {
    let (start, end, step) = (try input(0).whole[0], try input(1).whole[0], try input(2).whole[0])
    let values = stride(from: start, to: end, by: step).map { Double($0) }
    return GraphValue(dimensions: [values.count], values: values)
  }

  private func axes() throws -> GraphValue {
    var value = try input(0)
    for axis in try input(1).whole.sorted() {
      if node.opType == "Squeeze" { value.dimensions.remove(at: axis) } else { value.dimensions.insert(1, at: axis) }
    }
    return value
  }

  private func reshape() throws -> GraphValue {
    var value = try input(0)
    var dimensions = try input(1).whole
    for axis in dimensions.indices where dimensions[axis] == 0 { dimensions[axis] = value.dimensions[axis] }
    let known = dimensions.filter { $0 > 0 }.reduce(1, *)
    value.dimensions = dimensions.map { $0 == -1 ? value.values.count / known : $0 }
    guard value.dimensions.reduce(1, *) == value.values.count else {
      throw GraphEvaluator.Failure(description: "\(node.name): \(value.values.count) values as \(value.dimensions)")
    }
    return value
  }

  private func transpose() throws -> GraphValue {
    let (value, order) = (try input(0), numbers("perm", []))
    return value.picked(order.map { value.dimensions[$0] }) { place in
      var from = place
      for (axis, source) in order.enumerated() { from[source] = place[axis] }
      return from
    }
  }

  private func concatenation() throws -> GraphValue {
    let values = try inputs.indices.map(input)
    let axis = number("axis", 0)
    var dimensions = values[0].dimensions
    dimensions[axis] = values.reduce(0) { $0 + $1.dimensions[axis] }
    let outer = dimensions.prefix(axis).reduce(1, *)
    var result = GraphValue(dimensions: dimensions, values: [])
    for block in 0..<outer {
      for value in values {
        let count = value.values.count / outer
        result.values += value.values[block * count..<(block + 1) * count]
      }
    }
    return result
  }

  private func gather() throws -> GraphValue {
    let (value, places, axis) = (try input(0), try input(1), number("axis", 0))
    let dimensions = value.dimensions.prefix(axis) + places.dimensions + value.dimensions.dropFirst(axis + 1)
    guard places.dimensions.count == 1 else {
      throw GraphEvaluator.Failure(description: "\(node.name) gathers no list")
    }
    return value.picked(Array(dimensions)) { place in
      var from = place
      from[axis] = places.whole[place[axis]]
      return from
    }
  }

  private func slice() throws -> GraphValue {
    let value = try input(0)
    let (starts, ends) = (try input(1).whole, try input(2).whole)
    let axes = inputs.count > 3 ? try input(3).whole : Array(starts.indices)
    let steps = inputs.count > 4 ? try input(4).whole : starts.map { _ in 1 }
    var dimensions = value.dimensions
    var origin = dimensions.map { _ in 0 }
    var step = dimensions.map { _ in 1 }
    for (index, axis) in axes.enumerated() {
      let size = value.dimensions[axis]
      func inside(_ place: Int, _ least: Int, _ most: Int) -> Int {
        min(max(place < 0 ? place + size : place, least), most)
      }
      let isBackward = steps[index] < 0
      let start = inside(starts[index], 0, isBackward ? size - 1 : size)
      let end = inside(ends[index], isBackward ? -1 : 0, size)
      (origin[axis], step[axis]) = (start, steps[index])
      dimensions[axis] = max(0, (end - start + steps[index] - steps[index].signum()) / steps[index])
    }
    return value.picked(dimensions) { place in place.indices.map { origin[$0] + place[$0] * step[$0] } }
  }

  private func pad() throws -> GraphValue {
    let (value, zeros) = (try input(0), try input(1).whole)
    let rank = value.dimensions.count
    let dimensions = (0..<rank).map { value.dimensions[$0] + zeros[$0] + zeros[rank + $0] }
    let isEdge = attribute("mode").map { String(decoding: $0.s, as: UTF8.self) } == "edge"
    let edged = value.picked(dimensions) { place in
      (0..<rank).map { min(max(place[$0] - zeros[$0], 0), value.dimensions[$0] - 1) }
    }
    if isEdge { return edged }
    var result = edged
    var index = 0
    forEachPlace(in: dimensions) { place in
      let isInside = (0..<rank).allSatisfy { (zeros[$0]..<zeros[$0] + value.dimensions[$0]).contains(place[$0]) }
      if !isInside { result.values[index] = 0 }
      index += 1
    }
    return result
  }
}
