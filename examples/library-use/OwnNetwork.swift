import Foundation
import TesseraKit

func useOwnTrunk() throws {
  var configuration = Preset.photo.configuration
  configuration.network.trunk = [.conv(32), .pool, .conv(64), .conv(64, dilation: 2)]
  configuration.optimization.steps = 20
  let tiles = try ImageFolder(["tiles"])
  let model = try Tessera.train(on: tiles, configuration, into: RunFolder(URL(filePath: "run"))).model
  try Tessera.segment(tiles, with: Segmenter(model), into: URL(filePath: "masks"))
}

func useOwnHeads() throws {
  let images = Tensor([1, 32, 32, 3])
  let network = Network(
    trunk: [.conv(32), .pool, .conv(64, dilation: 2)], heads: [.init("main", clusters: 5)], inputChannels: 3)
  let state = network.initialState(seed: 0)
  let context = ComputeContext()
  let features = network.trunk(images, state: state, mode: .inference, context: context).features
  let probabilities = network.featureProbabilities(features, head: 0, copy: 0, state: state, context: context)
  print("\(features.applied(context: context).shape) features, \(probabilities.shape) probabilities")
}

func usePixelFeatures() throws {
  var input = InputConfiguration()
  input.channels = 3
  input.sobel = false
  let description = ModelDescription(
    method: "given", input: input, features: .pixels(PixelFeatures(bands: 3)),
    maps: [ClusterMap("main", .nearestCentroid("centroids"))])
  let model = SegmentationModel(description, centroids: ["centroids": Tensor([2, 3], values: [0, 0, 0, 1, 1, 1])])
  try model.write(to: URL(filePath: "black-and-white.safetensors"))
  try Tessera.segment(ImageFolder(["tiles"]), with: Segmenter(model), into: URL(filePath: "masks"))
}
