import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct StepTeamTests {
  struct Failure: Error {}

  @Test(arguments: [1, 2, 3, 16]) func membersMeetOnAnyNumberOfThreads(threads: Int) throws {
    let team = StepTeam(parts: 7, context: ComputeContext(threads: threads))
    let results = try team.run { member, context in
      // Members that wait for others must not keep these from working.
      (0..<20).map { round in context.sums([Double(member), Double(round)]) }
    }
    #expect(results.count == 7)
    for result in results { #expect(result == (0..<20).map { [21, Double(7 * $0)] }) }
  }

  @Test func aSumIsUsedOncePerProcess() throws {
    let results = try TestProcesses.run(3) { communicator in
      let context = ComputeContext(threads: 2, communicator: communicator)
      let calls = Calls()
      let team = StepTeam(parts: 8, context: context)
      let sums = try team.run { _, context in
        context.withSum(of: Tensor([2], values: [1, 0.5])) { sum, _ in
          calls.add()
          return sum.values
        }
      }
      #expect(sums.allSatisfy { $0 == [8, 4] })
      return calls.count
    }
    #expect(results == [1, 1, 1])
  }

  @Test func theErrorThatAllMembersThrowIsThrown() {
    let team = StepTeam(parts: 3, context: ComputeContext(threads: 2))
    #expect(throws: Failure.self) {
      _ = try team.run { _, context -> Int in
        _ = context.sums([1])
        throw Failure()
      }
    }
  }

  /// The parts of a batch normalise by the statistics of the whole, and their gradients add up to the gradient of the whole.
  @Test func partsOfABatchAreOneBatchToABatchNorm() throws {
    var layout = NetworkLayout()
    let block = ConvBlock(inputChannels: 3, outputChannels: 8, names: ("0", "1"), in: &layout)
    var start = NetworkState(layout)
    var random = RandomSource(seed: 3)
    block.initialize(&start, random: &random)
    let state = start
    let shape = Shape(batch: 5, height: 9, width: 7, channels: 3)
    let (input, outputGradient) = (Tensor.normal(shape, seed: 1), Tensor.normal([5, 9, 7, 8], seed: 2))
    let parameters = layout.parameters
    @Sendable func pass(_ images: Range<Int>, _ context: ComputeContext) -> (gradients: ParameterStore, input: [Float])
    {
      func part(_ tensor: Tensor) -> Tensor {
        let each = tensor.count / 5
        var shape = tensor.shape.dimensions
        shape[0] = images.count
        return Tensor(Shape(shape), values: Array(tensor.values[images.lowerBound * each..<images.upperBound * each]))
      }
      var gradients = ParameterStore(parameters)
      let map = FeatureMap(part(input))
      let (output, cache) = block.forward(map, state: state, mode: .training, context: context)
      let gradient = block.backward(
        FeatureGradient(part(outputGradient), of: output, context: context), input: map, output: output, cache: cache,
        state: state, gradients: &gradients, wantsInput: true, context: context)
      return (gradients, gradient?.values.values ?? [])
    }
    let context = ComputeContext(threads: 2)
    let whole = pass(0..<5, context)
    let team = StepTeam(parts: 2, context: context)
    let halves = try team.run { member, context in pass(member == 0 ? 0..<2 : 2..<5, context) }
    var gradients = halves.map(\.gradients)
    team.sum(&gradients)
    expectClose(gradients[0].values, whole.gradients.values, absolute: 1e-3, relative: 1e-4, "gradients")
    let inputs = halves.flatMap(\.input)
    expectClose(
      Tensor([inputs.count], values: inputs), Tensor([inputs.count], values: whole.input), absolute: 1e-5,
      relative: 1e-4, "gradient of the input")
    #expect(whole.gradients.values.values.contains { abs($0) > 0.1 })
  }
}

private final class Calls: @unchecked Sendable {
  private let lock = NSLock()
  private(set) var count = 0
  func add() { lock.withLock { count += 1 } }
}
