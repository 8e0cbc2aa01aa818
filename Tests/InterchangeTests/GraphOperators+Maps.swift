import ProtocolMessages

// N images, C channels, H height, W width, K output channels.

/// Operators on maps of the shape [N, C, H, W].
extension GraphOperators {
  func convolution() throws -> GraphValue {
    let (map, weights) = (try input(0), try input(1))
    let bias = inputs.count > 2 ? try input(2).values : nil
    let (N, C, H, W) = (map.dimensions[0], map.dimensions[1], map.dimensions[2], map.dimensions[3])
    let (K, depth, rows, columns) = (
      weights.dimensions[0], weights.dimensions[1], weights.dimensions[2], weights.dimensions[3]
    )
    let groups = number("group", 1)
    let (strides, dilations) = (numbers("strides", [1, 1]), numbers("dilations", [1, 1]))
    let pads = numbers("pads", [0, 0, 0, 0])
    guard C == depth * groups else { throw GraphEvaluator.Failure(description: "\(node.name): \(C) channels") }
    let height = (H + pads[0] + pads[2] - dilations[0] * (rows - 1) - 1) / strides[0] + 1
    let width = (W + pads[1] + pads[3] - dilations[1] * (columns - 1) - 1) / strides[1] + 1
    var result = GraphValue(dimensions: [N, K, height, width], values: [])
    for n in 0..<N {
      for k in 0..<K {
        let first = k / (K / groups) * depth
        for y in 0..<height {
          for x in 0..<width {
            var sum = bias?[k] ?? 0
            for i in 0..<rows {
              let row = y * strides[0] - pads[0] + i * dilations[0]
              guard row >= 0, row < H else { continue }
              for j in 0..<columns {
                let column = x * strides[1] - pads[1] + j * dilations[1]
                guard column >= 0, column < W else { continue }
                for c in 0..<depth {
                  sum +=
                    map.values[((n * C + first + c) * H + row) * W + column]
                    * weights.values[((k * depth + c) * rows + i) * columns + j]
                }
              }
            }
            result.values.append(sum)
          }
        }
      }
    }
    return result
  }

  /// Places beyond the map are left out of windows.
  func pooling(_ body: ([Double]) -> Double) throws -> GraphValue {
    let map = try input(0)
    let (planes, H, W) = (map.dimensions[0] * map.dimensions[1], map.dimensions[2], map.dimensions[3])
    let (kernel, strides) = (numbers("kernel_shape", []), numbers("strides", [1, 1]))
    let pads = numbers("pads", [0, 0, 0, 0])
    let height = (H + pads[0] + pads[2] - kernel[0]) / strides[0] + 1
    let width = (W + pads[1] + pads[3] - kernel[1]) / strides[1] + 1
    var result = GraphValue(dimensions: [map.dimensions[0], map.dimensions[1], height, width], values: [])
    for plane in 0..<planes {
      for y in 0..<height {
        for x in 0..<width {
          var window: [Double] = []
          for row in y * strides[0] - pads[0]..<y * strides[0] - pads[0] + kernel[0] where row >= 0 && row < H {
            for column in x * strides[1] - pads[1]..<x * strides[1] - pads[1] + kernel[1]
            where column >= 0 && column < W { window.append(map.values[(plane * H + row) * W + column]) }
          }
          result.values.append(body(window))
        }
      }
    }
    return result
  }

  /// Linear, with half-pixel centres.
  func resize() throws -> GraphValue {
    let map = try input(0)
    let dimensions: [Int]
    if inputs.count > 3, let sizes = inputs[3] {
      dimensions = sizes.whole
    } else {
      dimensions = try zip(map.dimensions, input(2).values).map { Int(Double($0) * $1) }
    }
    func line(_ index: Int, _ from: Int, _ to: Int) -> (Int, Int, Double) {
      let place = min(max((Double(index) + 0.5) * Double(from) / Double(to) - 0.5, 0), Double(from - 1))
      return (Int(place), min(Int(place) + 1, from - 1), place - Double(Int(place)))
    }
    let (H, W) = (map.dimensions[2], map.dimensions[3])
    var result = GraphValue(dimensions: dimensions, values: [])
    for plane in 0..<dimensions[0] * dimensions[1] {
      func value(_ y: Int, _ x: Int) -> Double { map.values[(plane * H + y) * W + x] }
      for y in 0..<dimensions[2] {
        let (top, bottom, down) = line(y, H, dimensions[2])
        for x in 0..<dimensions[3] {
          let (left, right, across) = line(x, W, dimensions[3])
          let upper = value(top, left) * (1 - across) + value(top, right) * across
          let lower = value(bottom, left) * (1 - across) + value(bottom, right) * across
          result.values.append(upper * (1 - down) + lower * down)
        }
      }
    }
    return result
  }

  /// Matrices, of which either may stand for all of the other's leading axes.
  func product() throws -> GraphValue {
    let (a, b) = (try input(0), try input(1))
    let (rows, inner, columns) = (
      a.dimensions[a.dimensions.count - 2], a.dimensions[a.dimensions.count - 1], b.dimensions[b.dimensions.count - 1]
    )
    let leading = a.dimensions.count >= b.dimensions.count ? a.dimensions.dropLast(2) : b.dimensions.dropLast(2)
    var result = GraphValue(dimensions: leading + [rows, columns], values: [])
    for matrix in 0..<leading.reduce(1, *) {
      let first = a.dimensions.count > 2 ? matrix * rows * inner : 0
      let second = b.dimensions.count > 2 ? matrix * inner * columns : 0
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for i in 0..<inner { sum += a.values[first + row * inner + i] * b.values[second + i * columns + column] }
          result.values.append(sum)
        }
      }
    }
    return result
  }
}
