import NeuralNet
import Testing

@Suite struct BufferPoolTests {
  /// Makes and drops a tensor of each size, and returns what the pool holds then.
  private static func held(_ context: ComputeContext, _ counts: [Int]) -> Int {
    for count in counts { _ = context.uninitialized(Shape([count])) }
    return context.pool.heldBytes
  }

  @Test func blocksWaitForWorkOfTheSameSizeOnly() {
    let context = ComputeContext(threads: 1)
    context.pool.trim(beforeWorkOfSize: 10)
    let first = Self.held(context, [1 << 16, 1 << 18])
    #expect(first >= ((1 << 16) + (1 << 18)) * 4)
    context.pool.trim(beforeWorkOfSize: 10)
    #expect(Self.held(context, [1 << 16, 1 << 18]) == first)
    context.pool.trim(beforeWorkOfSize: 11)
    #expect(context.pool.heldBytes == 0)
    // The sum of all sizes is never held.
    var greatest = 0
    for size in 1...20 {
      context.pool.trim(beforeWorkOfSize: size)
      greatest = max(greatest, Self.held(context, [size << 14]))
    }
    #expect(greatest < 2 * (20 << 16))
  }

  @Test func blocksInUseStay() {
    let context = ComputeContext(threads: 1)
    context.pool.trim(beforeWorkOfSize: 1)
    let tensor = context.zeros(Shape([1 << 16]))
    context.pool.trim(beforeWorkOfSize: 2)
    #expect(context.pool.heldBytes >= 4 << 16)
    #expect(tensor.values.allSatisfy { $0 == 0 })
  }
}
