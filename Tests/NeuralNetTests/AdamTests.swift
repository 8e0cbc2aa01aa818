import Basics
import NeuralNet
import TestSupport
import Testing

/// Takes the steps of a golden run.
func expectSteps(_ golden: GoldenLayers.OptimizerRun, of optimizer: (ParameterLayout) -> any Optimizer) {
  let context = ComputeContext(threads: 2)
  let start = golden.start.tensor
  var layout = ParameterLayout()
  _ = layout.add("p", start.shape)
  var optimizer = optimizer(layout)
  var parameters = ParameterStore(layout)
  parameters.values = start
  for (index, step) in golden.steps.enumerated() {
    var gradients = ParameterStore(layout)
    gradients.values = step.gradient.tensor
    optimizer.step(&parameters, gradients: gradients, learningRate: step.rate, context: context)
    // Rounding of each step's move, which is as large as the gradients, adds up.
    let moved = max(step.parameters.tensor.largest, 1)
    expectClose(parameters.values, step.parameters.tensor, absolute: 3e-7 * moved, relative: 1e-6, "step \(index)")
    #expect(optimizer.stepCount == index + 1)
  }
  #expect(parameters.values.values[0] == start.values[0])
}

@Suite struct AdamTests {
  @Test func agreesWithPyTorch() throws { expectSteps(try GoldenLayers.load().adam) { Adam($0) } }

  @Test func momentsMakeTrainingGoOnExactly() throws {
    let golden = try GoldenLayers.load().adam
    let context = ComputeContext(threads: 1)
    var layout = ParameterLayout()
    _ = layout.add("p", golden.start.tensor.shape)
    func run(saveAfter: Int?) -> [Float] {
      var optimizer = Adam(layout)
      var parameters = ParameterStore(layout)
      parameters.values = golden.start.tensor
      for (index, step) in golden.steps.enumerated() {
        if index == saveAfter {
          var other = Adam(layout)
          other.moments = optimizer.moments
          other.stepCount = optimizer.stepCount
          optimizer = other
        }
        var gradients = ParameterStore(layout)
        gradients.values = step.gradient.tensor
        optimizer.step(&parameters, gradients: gradients, learningRate: step.rate, context: context)
      }
      return parameters.values.values
    }
    #expect(run(saveAfter: 3) == run(saveAfter: nil))
  }

  @Test func aForgottenTensorBeginsAnew() {
    let context = ComputeContext(threads: 1)
    var layout = ParameterLayout()
    let slots = [layout.add("kept", [2]), layout.add("renewed", [3])]
    for make in [{ Adam($0) }, { SGD($0) }] as [(ParameterLayout) -> any Optimizer] {
      var gradients = ParameterStore(layout)
      gradients.values = Tensor([5], values: [1, -2, 3, 0.5, -1])
      func step(_ optimizer: inout any Optimizer) -> [[Float]] {
        var parameters = ParameterStore(layout)
        optimizer.step(&parameters, gradients: gradients, learningRate: 0.1, context: context)
        return slots.map { parameters[$0].values }
      }
      var optimizer = make(layout)
      let first = step(&optimizer)
      gradients.scale(by: 0.3)
      var other = optimizer
      let second = step(&optimizer)
      other.forget(["renewed"], in: layout)
      let renewed = step(&other)
      var fresh = make(layout)
      #expect(renewed[0] == second[0] && renewed[1] != second[1] && renewed[1] == step(&fresh)[1])
      #expect(first[0] != second[0])
    }
  }

  @Test func aTensorBeginsAtItsFirstGradient() {
    let context = ComputeContext(threads: 2)
    var layout = ParameterLayout()
    let (early, late) = (layout.add("early", [2]), layout.add("late", [3]))
    var alone = ParameterLayout()
    let only = alone.add("late", [3])
    var (both, single) = (Adam(layout), Adam(alone))
    var (parameters, expected) = (ParameterStore(layout), ParameterStore(alone))
    for step in 0..<12 {
      var gradients = ParameterStore(layout)
      gradients[early] = Tensor([2], values: [1, Float(step)])
      // Out of turn in every second step after its first, which counts all the same.
      let gradient = Tensor([3], values: step >= 5 && step % 2 == 1 ? [0.5, -2, Float(step)] : [0, 0, 0])
      gradients[late] = gradient
      both.step(&parameters, gradients: gradients, learningRate: 0.1, context: context)
      if step >= 5 {
        var other = ParameterStore(alone)
        other[only] = gradient
        single.step(&expected, gradients: other, learningRate: 0.1, context: context)
      }
      #expect(parameters[late].values == expected[only].values, "step \(step)")
    }
    #expect(parameters[late].values.allSatisfy { $0 != 0 })
  }
}
