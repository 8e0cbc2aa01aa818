import Basics
import NeuralNet
import Testing

@Suite struct LendingTests {
  static let context = ComputeContext(threads: 3)

  @Test func aTensorIsFilledInPlace() {
    let counted = Self.context.filled([2, 3]) { elements in for index in 0..<6 { elements[index] = Float(index) } }
    #expect(counted.shape == [2, 3])
    #expect(counted.values == [0, 1, 2, 3, 4, 5])
    // The block comes from the pool, where the first tensor may have left its values.
    let added = Self.context.filled([6], zeroed: true) { $0[2] += 1 }
    #expect(added.values == [0, 0, 1, 0, 0, 0])
  }

  @Test func aSharedTensorIsCopiedBeforeItIsWritten() {
    let original = Tensor([3], values: [1, 2, 3])
    var copy = original
    copy.withUnsafeMutableBuffer { $0[0] = 9 }
    copy[2] = 7
    #expect(original.values == [1, 2, 3])
    #expect(copy.values == [9, 2, 7])
  }

  @Test func scratchIsZeroedWhereAsked() {
    Self.context.lendingScratch(100) { $0.update(repeating: 5, count: 100) }
    let sum = Self.context.lendingScratch(100, zeroed: true) { memory in (0..<100).reduce(Float(0)) { $0 + memory[$1] }
    }
    #expect(sum == 0)
  }

  @Test func indicesThatRunTogetherHaveMemoryOfTheirOwn() {
    let size = 500
    let isKept = Self.context.filled([200]) { result in
      Self.context.forEach(200, scratch: size) { index, memory in
        memory.update(repeating: Float(index), count: size)
        result[index] = (0..<size).allSatisfy { memory[$0] == Float(index) } ? 1 : 0
      }
    }
    #expect(isKept.values.allSatisfy { $0 == 1 })
  }
}
