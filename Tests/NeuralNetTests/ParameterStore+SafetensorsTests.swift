import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct ParameterStoreSafetensorsTests {
  static func layout() -> ParameterLayout {
    var layout = NetworkLayout()
    _ = Conv2D(inputChannels: 2, outputChannels: 3, kernelSize: 3, name: "conv", in: &layout)
    return layout.parameters
  }

  static func store(seed: UInt64 = 1) -> ParameterStore {
    var store = ParameterStore(layout())
    store.values = .normal([store.layout.count], seed: seed)
    return store
  }

  @Test func convolutionWeightsAreInPyTorchsOrderInFiles() throws {
    let store = Self.store()
    let inMemory = store[try #require(store.layout.entries.first).slot]
    let inFile = try #require(store.namedTensors()["conv.weight"])
    #expect(inMemory.shape == [3, 3, 2, 3])
    #expect(inFile.shape == [3, 2, 3, 3])
    for y in 0..<3 {
      for x in 0..<3 {
        for i in 0..<2 { for o in 0..<3 { #expect(inFile[o, i, y, x] == inMemory[y, x, i, o]) } }
      }
    }
  }

  @Test func aRoundTripThroughAFileKeepsEveryBit() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors").path
    let store = Self.store()
    try SafetensorsFile(tensors: store.namedTensors()).write(to: path)
    var other = ParameterStore(Self.layout())
    try other.load(SafetensorsFile(contentsOf: path).tensors, path: path)
    #expect(other.values.values == store.values.values)
  }

  @Test func whatDoesNotFitIsNamed() {
    var store = Self.store()
    var tensors = store.namedTensors()
    tensors["conv.bias"] = nil
    #expect(throws: SafetensorsError.missingTensor(path: "p", name: "conv.bias")) {
      try store.load(tensors, path: "p")
    }
    tensors["conv.bias"] = Tensor([4])
    #expect(throws: SafetensorsError.wrongShape(path: "p", name: "conv.bias", expected: [3], actual: [4])) {
      try store.load(tensors, path: "p")
    }
    tensors["conv.bias"] = Tensor([3], values: [0, .nan, 0])
    #expect(throws: SafetensorsError.notFinite(path: "p", name: "conv.bias")) { try store.load(tensors, path: "p") }
    // The order in memory is not the order in files.
    tensors["conv.weight"] = Tensor([3, 3, 2, 3])
    #expect(
      throws: SafetensorsError.wrongShape(
        path: "p", name: "conv.weight", expected: [3, 2, 3, 3], actual: [3, 3, 2, 3])
    ) { try store.load(tensors, path: "p") }
  }
}
