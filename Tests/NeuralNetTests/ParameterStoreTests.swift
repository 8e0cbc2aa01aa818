import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct ParameterStoreTests {
  @Test func slicesLieOneAfterAnotherUnderTheirNames() {
    var layout = ParameterLayout()
    let first = layout.add("a", [2, 3])
    let second = layout.add("b", [4])
    var store = ParameterStore(layout)
    store[second] = Tensor([4], values: [1, 2, 3, 4])
    #expect(store.values.values == [0, 0, 0, 0, 0, 0, 1, 2, 3, 4])
    store[first] = Tensor([2, 3], repeating: 5)
    #expect(store[second].values == [1, 2, 3, 4])
    #expect(store[first].shape == [2, 3])
    #expect(layout.entries.map(\.name) == ["a", "b"])
    #expect(layout.count == 10)
  }

  @Test func aCopyIsIndependent() {
    var layout = ParameterLayout()
    let slot = layout.add("a", [2])
    var store = ParameterStore(layout)
    let copy = store
    store[slot] = Tensor([2], values: [1, 2])
    #expect(copy.values.values == [0, 0])
    store.setToZero()
    #expect(store.values.values == [0, 0])
  }

  @Test func namesAreThoseOfPyTorch() {
    var layout = NetworkLayout()
    _ = Conv2D(inputChannels: 3, outputChannels: 4, kernelSize: 3, name: "trunk.features.0", in: &layout)
    _ = ConvBlock(
      inputChannels: 4, outputChannels: 5, names: ("trunk.features.3", "trunk.features.4"), in: &layout)
    #expect(
      layout.parameters.entries.map(\.name) == [
        "trunk.features.0.weight", "trunk.features.0.bias", "trunk.features.3.weight", "trunk.features.4.weight",
        "trunk.features.4.bias",
      ])
    #expect(
      layout.statistics.entries.map(\.name) == ["trunk.features.4.running_mean", "trunk.features.4.running_var"])
  }

  @Test func clippingScalesTheWholeDown() {
    var layout = ParameterLayout()
    _ = layout.add("a", [2])
    var store = ParameterStore(layout)
    store.values = Tensor([2], values: [3, 4])
    #expect(store.norm == 5)
    #expect(store.clip(toNorm: 0) == 5)
    #expect(store.clip(toNorm: 6) == 5)
    #expect(store.values.values == [3, 4])
    #expect(store.clip(toNorm: 1) == 5)
    expectClose(store.values, Tensor([2], values: [0.6, 0.8]), relative: 1e-6)
  }
}
