import NeuralNet
import Testing

/// Products are those of ``TransformerLoopsTests``.
@Suite struct LinearLayerTests {
  @Test func weightsArePackedInGroups() {
    let weights = Tensor([3, 2], values: [1, 2, 3, 4, 5, 6])
    #expect(LinearLayer.packed(weights, group: 2).values == [1, 2, 3, 5, 4, 6])
    #expect(LinearLayer.packed(weights, group: 4).values == [1, 3, 5, 2, 4, 6])
  }
}
