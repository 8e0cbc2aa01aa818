import NeuralNet
import TestSupport
import Testing

@Suite struct BackboneRunTests {
  @Test func largeImagesOfABatchHaveTheMapsThatTheyHaveAlone() throws {
    let network = try ResNetTests.network("resnet-basic")
    let context = ComputeContext(threads: 2)
    // Two of three images are computed together.
    let input = Tensor.normal([3, 256, 224, 3], seed: 1)
    let maps = network.maps(input, stages: [1, 3], context: context)
    #expect(maps.map(\.shape) == [[3, 32, 28, 16], [3, 8, 7, 24]])
    let image = input.count / 3
    for index in 0..<3 {
      let one = Tensor([1, 256, 224, 3], values: Array(input.values[index * image..<(index + 1) * image]))
      for (map, own) in zip(maps, network.maps(one, stages: [1, 3], context: context)) {
        #expect(Array(map.values[index * own.count..<(index + 1) * own.count]) == own.values)
      }
    }
  }
}
