import Foundation
import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct FilterFeaturesTests {
  static let context = ComputeContext(threads: 2)

  /// A filter by direct sums over the image, which its outermost pixels continue.
  static func smoothed(_ image: (Int, Int) -> Double, _ y: Int, _ x: Int, scale: Double) -> Double {
    let radius = Int((3 * scale).rounded(.up))
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * scale * scale)) }
    let sum = weights.reduce(0, +)
    var result = 0.0
    for (i, v) in (-radius...radius).enumerated() {
      for (j, u) in (-radius...radius).enumerated() {
        result += weights[i] * weights[j] / (sum * sum) * image(y + v, x + u)
      }
    }
    return result
  }

  @Test(arguments: [(1, 1), (5, 8), (11, 3)])
  func agreesWithDirectSums(_ size: (height: Int, width: Int)) {
    let (H, W) = size
    let image = Tensor.normal([2, H, W, 2], seed: 6)
    let features = FilterFeatures(bands: 2, scales: [1, 1.5])
    let found = features.features(image, context: Self.context).raw
    #expect(features.channels == 30 && found.shape.channels == 30)
    func held(_ y: Int, _ x: Int) -> (Int, Int) { (min(max(0, y), H - 1), min(max(0, x), W - 1)) }
    for n in 0..<2 {
      for c in 0..<2 {
        for (s, scale) in [1.0, 1.5].enumerated() {
          // Each stage is held at the edge of the image in its turn.
          func stage(_ body: @escaping (Int, Int) -> Double) -> (Int, Int) -> Double {
            let values = (0..<H).map { y in (0..<W).map { x in body(y, x) } }
            return { y, x in values[held(y, x).0][held(y, x).1] }
          }
          let source = stage { y, x in Double(image[n, y, x, c]) }
          let mean = stage { y, x in Self.smoothed(source, y, x, scale: scale) }
          let dx = stage { y, x in (mean(y, x + 1) - mean(y, x - 1)) / 2 }
          let dy = stage { y, x in (mean(y + 1, x) - mean(y - 1, x)) / 2 }
          let products = [(dx, dx), (dx, dy), (dy, dy)].map { one, other in
            let product = stage { y, x in one(y, x) * other(y, x) }
            return stage { y, x in Self.smoothed(product, y, x, scale: scale) }
          }
          func eigenvalues(_ a: Double, _ b: Double, _ d: Double) -> (Double, Double) {
            let root = ((a - d) * (a - d) / 4 + b * b).squareRoot()
            return ((a + d) / 2 + root, (a + d) / 2 - root)
          }
          for y in 0..<H {
            for x in 0..<W {
              let xx = (dx(y, x + 1) - dx(y, x - 1)) / 2
              let xy = (dx(y + 1, x) - dx(y - 1, x)) / 2
              let yy = (dy(y + 1, x) - dy(y - 1, x)) / 2
              let structure = eigenvalues(products[0](y, x), products[1](y, x), products[2](y, x))
              let hessian = eigenvalues(xx, xy, yy)
              let expected = [
                mean(y, x), (dx(y, x) * dx(y, x) + dy(y, x) * dy(y, x)).squareRoot(), xx + yy,
                max(0, structure.0).squareRoot(), max(0, structure.1).squareRoot(), hessian.0, hessian.1,
              ]
              for (index, value) in expected.enumerated() {
                let at = 2 + (s * 2 + c) * 7 + index
                // The root of a rounding error near 0 is far greater than the error.
                #expect(abs(Double(found[n, y, x, at]) - value) < (index == 4 ? 2e-3 : 1e-4), "\(n) \(c) \(s) \(index)")
              }
            }
          }
        }
        #expect(found[n, 0, 0, c] == image[n, 0, 0, c])
      }
    }
  }

  @Test func aTileWithItsReachIsThatOfTheWholeImage() {
    let image = Tensor.normal([1, 60, 60, 1], seed: 9)
    let features = FilterFeatures(bands: 1, scales: [2])
    let reach = features.geometry.reach
    let whole = features.features(image, context: Self.context).raw
    var part = Tensor([1, 2 * reach + 4, 60, 1])
    for y in 0..<part.shape.height { for x in 0..<60 { part[0, y, x, 0] = image[0, y + 10, x, 0] } }
    let tile = features.features(part, context: Self.context).raw
    for y in reach..<reach + 4 {
      for x in 0..<60 { for c in 0..<8 { #expect(tile[0, y, x, c] == whole[0, y + 10, x, c]) } }
    }
  }
}
