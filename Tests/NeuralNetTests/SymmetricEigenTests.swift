import NeuralNet
import TestSupport
import Testing

@Suite struct SymmetricEigenTests {
  @Test(arguments: [1, 2, 5, 33]) func vectorsAreThoseOfTheMatrix(_ size: Int) {
    let random = Tensor.normal([size, size], seed: 3).values.map(Double.init)
    let matrix = (0..<size * size).map { random[$0] + random[$0 % size * size + $0 / size] }
    let pairs = SymmetricEigen.decompose(matrix, size: size)
    #expect(pairs.count == size && pairs.map(\.value) == pairs.map(\.value).sorted(by: >))
    for (index, pair) in pairs.enumerated() {
      let product = (0..<size).map { row in (0..<size).reduce(0) { $0 + matrix[row * size + $1] * pair.vector[$1] } }
      expectClose(product, pair.vector.map { pair.value * $0 }, absolute: 1e-10)
      for other in pairs[...index] {
        let dot = zip(pair.vector, other.vector).reduce(0) { $0 + $1.0 * $1.1 }
        expectClose(dot, other.value == pair.value ? 1 : 0, absolute: 1e-10)
      }
      #expect(pair.vector.max { abs($0) < abs($1) }.map { $0 > 0 } == true)
    }
  }

  @Test func onlyTheLowerTriangleIsRead() {
    let pairs = SymmetricEigen.decompose([2, .nan, 1, 2], size: 2)
    expectClose(pairs.map(\.value), [3, 1], relative: 1e-12)
  }
}
