import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct PixelFeaturesTests {
  static let context = ComputeContext(threads: 2)

  /// Mean and standard deviation over the window, summed directly.
  static func reference(_ image: Tensor, radius: Int) -> Tensor {
    let shape = image.shape
    var result = Tensor(shape.with(channels: 3 * shape.channels))
    for n in 0..<shape.batch {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          for c in 0..<shape.channels {
            var values: [Double] = []
            for v in max(0, y - radius)...min(shape.height - 1, y + radius) {
              for u in max(0, x - radius)...min(shape.width - 1, x + radius) {
                values.append(Double(image[n, v, u, c]))
              }
            }
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            result[n, y, x, c] = image[n, y, x, c]
            result[n, y, x, shape.channels + c] = Float(mean)
            result[n, y, x, 2 * shape.channels + c] = Float(variance.squareRoot())
          }
        }
      }
    }
    return result
  }

  @Test(arguments: [(1, 1, 1), (5, 7, 2), (9, 3, 4), (2, 11, 20)])
  func meansAndDeviationsAreThoseOfTheWindow(_ size: (height: Int, width: Int, radius: Int)) {
    let image = Tensor.normal([2, size.height, size.width, 3], seed: 4)
    let features = PixelFeatures(bands: 3, radius: size.radius)
    let found = features.features(image, context: Self.context)
    #expect(found.affine == nil && features.channels == 9)
    expectClose(found.raw, Self.reference(image, radius: size.radius), absolute: 1e-5)
  }

  @Test func withoutAWindowFeaturesAreThePixels() {
    let image = Tensor.normal([1, 4, 5, 2], seed: 1)
    let features = PixelFeatures(bands: 2)
    #expect(features.channels == 2)
    #expect(features.features(image, context: Self.context).raw.values == image.values)
  }
}
