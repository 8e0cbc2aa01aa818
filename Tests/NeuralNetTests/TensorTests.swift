import Basics
import NeuralNet
import Testing

@Suite struct TensorTests {
  @Test func elementsAreInRowMajorOrder() {
    var tensor = Tensor([2, 3], values: [0, 1, 2, 3, 4, 5])
    #expect(tensor[1, 0] == 3 && tensor[0, 2] == 2)
    tensor[1, 2] = 9
    #expect(tensor.values == [0, 1, 2, 3, 4, 9])
    #expect(tensor.reshaped([3, 2])[1, 1] == 3)
  }

  @Test func aCopyKeepsItsValues() {
    let original = Tensor([4], repeating: 1)
    var copy = original
    copy[2] = 5
    #expect(original.values == [1, 1, 1, 1] && copy.values == [1, 1, 5, 1])
  }

  @Test func zerosOfAContextAreZeroInUsedMemory() {
    let context = ComputeContext(threads: 1)
    for _ in 0..<3 {
      var tensor = context.zeros([100])
      #expect(tensor.values.allSatisfy { $0 == 0 })
      tensor.withUnsafeMutableBuffer { $0.update(repeating: 7) }
    }
  }
}
