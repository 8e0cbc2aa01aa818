import NeuralNet
import TestSupport
import Testing

@Suite struct OverlappingPoolingTests {
  @Test(arguments: [[2, 6, 8, 8], [1, 5, 7, 11], [1, 1, 2, 3], [1, 2, 1, 16]] as [Shape])
  func eachOutputIsTheGreatestOfItsWindow(_ shape: Shape) {
    let input = Tensor.normal(shape, seed: 1)
    let output = OverlappingPooling.forward(input, context: ComputeContext(threads: 2))
    #expect(output.shape == shape.with(height: (shape.height + 1) / 2, width: (shape.width + 1) / 2))
    for n in 0..<shape.batch {
      for y in 0..<output.shape.height {
        for x in 0..<output.shape.width {
          for c in 0..<shape.channels {
            var greatest = -Float.infinity
            for sy in max(0, 2 * y - 1)...min(shape.height - 1, 2 * y + 1) {
              for sx in max(0, 2 * x - 1)...min(shape.width - 1, 2 * x + 1) {
                greatest = max(greatest, input[n, sy, sx, c])
              }
            }
            #expect(output[n, y, x, c] == greatest)
          }
        }
      }
    }
  }
}
