import NeuralNet
import Segmentation
import TestSupport
import Testing

@Suite struct PairBatchSeenTests {
  @Test func viewsMapsAndMaskAreThoseOfTheFeatures() throws {
    let folder = try TemporaryFolder()
    var configuration = try PretrainedModelTests.configuration("kmeans", weights: "dino-timm.safetensors", in: folder)
    configuration.augmentation.rotation = 30
    let context = PretrainedModelTests.context
    let images = try SmallRun.images()
    let features = try BackboneFeatures(configuration.backbone, shorterSide: 1000)
    let seen = try PairSampler(images: images, configuration: configuration, pretrained: features)
      .batch(step: 0, context: context)
    let plain = try PairSampler(images: images, configuration: configuration).batch(step: 0, context: context)

    #expect(seen.first.values == features.features(plain.first, context: context).raw.values)
    #expect(seen.second.values == features.features(plain.second, context: context).raw.values)
    let (reduction, side) = (features.geometry.reduction, seen.first.shape.height)
    #expect(side == plain.first.shape.height / reduction && reduction > 1)
    for (map, pixels) in zip(seen.maps, plain.maps) {
      #expect(map.a == pixels.a && map.b == pixels.b)
      #expect(map.tx * Float(reduction) == pixels.tx && map.ty * Float(reduction) == pixels.ty)
    }
    let (mask, whole) = (try #require(seen.mask), try #require(plain.mask))
    #expect(mask.shape == [plain.first.shape.batch, side, side])
    #expect(Set(mask.values) == [0, 1])
    for n in 0..<mask.shape[0] {
      for y in 0..<side {
        for x in 0..<side {
          let middle = whole[n, y * reduction + reduction / 2, x * reduction + reduction / 2]
          #expect(mask[n, y, x] == middle)
        }
      }
    }
  }
}
