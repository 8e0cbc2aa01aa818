import Basics

// N images, H height, W width, C channels.

/// Resizes maps by bilinear interpolation with half-pixel centres, as PyTorch's
/// `interpolate(mode="bilinear", align_corners=False)`; and the adjoint.
package enum BilinearResampling {
  /// For each output index, the two input indices around it and the weight of the second.
  private struct AxisMap {
    var lower: [Int] = []
    var upper: [Int] = []
    var weight: [Float] = []
    /// For each input index, the outputs that it contributes to.
    var contributions: [[(output: Int, weight: Float)]]

    init(input: Int, output: Int) {
      contributions = Array(repeating: [], count: input)
      let scale = Float(input) / Float(output)
      for index in 0..<output {
        let position = max(0, (Float(index) + 0.5) * scale - 0.5)
        let low = min(Int(position), input - 1)
        let high = min(low + 1, input - 1)
        let fraction = high == low ? 0 : position - Float(low)
        lower.append(low)
        upper.append(high)
        weight.append(fraction)
        contributions[low].append((index, 1 - fraction))
        if high != low { contributions[high].append((index, fraction)) }
      }
    }
  }

  /// - Shapes: input [N, H, W, C], output [N, height, width, C].
  package static func forward(_ input: Tensor, height: Int, width: Int, context: ComputeContext) -> Tensor {
    let shape = input.shape
    if shape.height == height && shape.width == width { return input }
    let C = shape.channels
    let inputStride = shape.width * C
    let outputStride = width * C
    let rows = AxisMap(input: shape.height, output: height)
    let columns = AxisMap(input: shape.width, output: width)
    return context.filled(shape.with(height: height, width: width)) { target in
      input.withPointer { source in
        context.forEach(shape.batch * height, scratch: inputStride) { row, line in
          let (n, y) = row.quotientAndRemainder(dividingBy: height)
          let a = source + (n * shape.height + rows.lower[y]) * inputStride
          let b = source + (n * shape.height + rows.upper[y]) * inputStride
          let w = rows.weight[y]
          for i in 0..<inputStride { line[i] = a[i] + w * (b[i] - a[i]) }
          let out = target + row * outputStride
          for x in 0..<width {
            let left = line + columns.lower[x] * C
            let right = line + columns.upper[x] * C
            let w = columns.weight[x]
            let pixel = out + x * C
            for c in 0..<C { pixel[c] = left[c] + w * (right[c] - left[c]) }
          }
        }
      }
    }
  }

  /// The transpose of ``forward(_:height:width:context:)``.
  /// - Shapes: outputGradient [N, height, width, C], result [N, H, W, C].
  package static func adjoint(_ outputGradient: Tensor, height: Int, width: Int, context: ComputeContext) -> Tensor {
    let shape = outputGradient.shape
    if shape.height == height && shape.width == width { return outputGradient }
    let C = shape.channels
    let inputStride = width * C
    let outputStride = shape.width * C
    let rows = AxisMap(input: height, output: shape.height)
    let columns = AxisMap(input: width, output: shape.width)
    return context.filled(shape.with(height: height, width: width), zeroed: true) { target in
      outputGradient.withPointer { source in
        context.forEach(shape.batch * height, scratch: outputStride) { row, line in
          let (n, y) = row.quotientAndRemainder(dividingBy: height)
          line.update(repeating: 0, count: outputStride)
          for (index, w) in rows.contributions[y] {
            let from = source + (n * shape.height + index) * outputStride
            for i in 0..<outputStride { line[i] += w * from[i] }
          }
          let out = target + row * inputStride
          for x in 0..<shape.width {
            let left = out + columns.lower[x] * C
            let right = out + columns.upper[x] * C
            let w = columns.weight[x]
            let pixel = line + x * C
            for c in 0..<C {
              left[c] += (1 - w) * pixel[c]
              right[c] += w * pixel[c]
            }
          }
        }
      }
    }
  }
}
