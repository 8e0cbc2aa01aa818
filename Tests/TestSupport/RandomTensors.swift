import Foundation
import Basics
import NeuralNet

extension Tensor {
  /// A tensor of standard normal values.
  package static func normal(_ shape: Shape, seed: UInt64) -> Tensor {
    var source = RandomSource(seed: seed, stream: 0x6e6f_726d)
    return Tensor(shape, values: (0..<shape.count).map { _ in source.normal() })
  }

  /// Probability maps: along the last axis the values are positive and sum to 1.
  /// - Parameter sharpness: spread of the logits; 0 gives equal shares.
  package static func probabilities(_ shape: Shape, sharpness: Float = 1.5, seed: UInt64) -> Tensor {
    let logits = Tensor.normal(shape, seed: seed).values
    let classes = max(shape.dimensions.last ?? 1, 1)
    var values = [Float]()
    values.reserveCapacity(shape.count)
    for start in stride(from: 0, to: shape.count, by: classes) {
      let exponentials = logits[start..<start + classes].map { exp(Double(sharpness * $0)) }
      let total = exponentials.reduce(0, +)
      values += exponentials.map { Float($0 / total) }
    }
    return Tensor(shape, values: values)
  }

  /// A map of zeros and ones.
  package static func validity(_ shape: Shape, share: Float = 0.8, seed: UInt64) -> Tensor {
    var source = RandomSource(seed: seed, stream: 0x6d61_736b)
    return Tensor(shape, values: (0..<shape.count).map { _ in source.uniform() < share ? 1 : 0 })
  }
}
