import Basics
import NeuralNet
import Segmentation
import TestSupport
import Testing

struct TrunkLayersTests {
  @Test func theLastLayerIsThatOfTheTrunkAndFinerOnesAreAveraged() throws {
    let network = Network(
      trunk: [.conv(4), .pool, .conv(6), .conv(5, dilation: 2)], heads: [.init("main", clusters: 3)], inputChannels: 3)
    let trunk = TrunkFeatures(network: network, state: network.initialState(seed: 3), input: .pixels)
    let layers = TrunkLayers(trunk)
    let context = ComputeContext(threads: 2)
    let pixels = Tensor.normal([2, 8, 12, 3], seed: 1)
    let (all, last) = (layers.features(pixels, context: context), trunk.features(pixels, context: context))
    let values = all.applied(context: context)
    #expect(layers.channels == 15 && values.shape == [2, 4, 6, 15])
    let expected = last.applied(context: context).values
    for place in 0..<48 {
      #expect(Array(values.values[place * 15 + 10..<place * 15 + 15]) == Array(expected[place * 5..<place * 5 + 5]))
    }
    let first = network.convolutions(pixels, state: trunk.state, context: context)[0].applied(context: context).values
    for (n, y, x, c) in [(0, 0, 0, 0), (1, 3, 5, 3), (0, 2, 1, 2)] {
      let cell = [(0, 0), (0, 1), (1, 0), (1, 1)].map { first[((n * 8 + 2 * y + $0.0) * 12 + 2 * x + $0.1) * 4 + c] }
      expectClose(Double(values.values[((n * 4 + y) * 6 + x) * 15 + c]), Double(cell.reduce(0, +) / 4), relative: 1e-5)
    }
  }
}
