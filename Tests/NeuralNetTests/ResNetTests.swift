import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct ResNetTests {
  static let names = ["resnet-basic", "resnet-bands"]

  static func network(_ name: String) throws -> ResNet {
    try #require(try ResNet(ConvolutionalBackbones.weights(name)))
  }

  static func error<Failure: Error>(
    _ type: Failure.Type, in name: String = "resnet-basic", sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout SafetensorsFile) -> Void
  ) throws -> Failure? {
    try ConvolutionalBackbones.error(
      name, type, read: { _ = try ResNet($0) }, sourceLocation: sourceLocation, changed: change)
  }

  @Test(arguments: names) func mapsAreThoseOfPyTorch(_ name: String) throws {
    let expected = try ConvolutionalBackbones.file(name + ".expected")
    try ConvolutionalBackbones.expectPyTorchsMaps(Self.network(name), expected)
  }

  @Test func theFileTellsDepthAndBands() throws {
    let (basic, bottleneck) = (try Self.network("resnet-basic"), try Self.network("resnet-bands"))
    // 2 + 2 * (2 + 1 + 1 + 1), and 2 + 3 * (2 + 1 + 1 + 2).
    #expect(basic.name == "ResNet-12" && bottleneck.name == "ResNet-20")
    #expect(basic.bands == 3 && bottleneck.bands == 5)
    #expect(basic.stages.map(\.name) == ["layer1", "layer2", "layer3", "layer4"] && basic.usualStages == [0, 1, 2, 3])
    #expect(basic.stages.map(\.channels) == [8, 16, 12, 24] && bottleneck.stages.map(\.channels) == [16, 16, 32, 32])
    for network in [basic, bottleneck] {
      #expect(network.stages.map(\.geometry.reduction) == [4, 8, 16, 32])
      #expect(network.stages.map(\.geometry.alignment) == [4, 8, 16, 32])
    }
    #expect(basic.usualNormalization == .imageNet && bottleneck.usualNormalization == .none)
  }

  @Test func logitsAreThoseOfPyTorch() throws {
    let expected = try ConvolutionalBackbones.file("resnet-basic.expected")
    let (input, logits) = (try #require(expected.tensors["input"]), try #require(expected.tensors["logits"]))
    let context = ComputeContext(threads: 2)
    ConvolutionalBackbones.expectClose(
      try #require(try Self.network("resnet-basic").logits(input, context: context)), logits, "logits")
    #expect(try Self.network("resnet-bands").logits(Tensor([1, 32, 32, 5]), context: context) == nil)
  }

  @Test(arguments: names, 0..<4) func tilesEqualTheWholeImage(_ name: String, _ stage: Int) throws {
    ConvolutionalBackbones.expectTilesEqualTheWhole(try Self.network(name), stage: stage, exactly: false)
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let network = try Self.network("resnet-bands")
    let input = Tensor.normal([2, 96, 64, 5], seed: 1)
    let maps = [1, 2].map { threads in
      network.maps(input, stages: [0, 1, 2, 3], context: ComputeContext(threads: threads)).map(\.values)
    }
    #expect(maps[0] == maps[1])
  }

  @Test func namesMayHaveAnyPrefix() throws {
    let plain = try Self.network("resnet-basic")
    let weights = try ConvolutionalBackbones.weights("resnet-basic") { file in
      file.tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ("module.encoder." + $0, $1) })
      file.tensors["module.projector.weight"] = Tensor([2, 2])
    }
    let renamed = try #require(try ResNet(weights))
    let input = Tensor.normal([1, 32, 32, 3], seed: 1)
    let context = ComputeContext(threads: 1)
    #expect(
      renamed.maps(input, stages: [3], context: context)[0].values
        == plain.maps(input, stages: [3], context: context)[0].values)
  }

  @Test func otherFamiliesAreLeftToOthers() throws {
    #expect(try ResNet(ConvolutionalBackbones.weights("lite-timm")) == nil)
    #expect(try EfficientNetLite(ConvolutionalBackbones.weights("resnet-basic")) == nil)
  }

  @Test func filesAreReadAsWhatTheyHold() throws {
    for (name, title) in [("resnet-bands", "ResNet-20"), ("lite-timm", "EfficientNet-Lite of 8 blocks")] {
      let file = try BackboneFile(contentsOf: Fixtures.url("backbones/\(name).safetensors").path)
      let (backbone, normalization) = (file.backbone, file.normalization)
      #expect(backbone.name == title && normalization == .none)
    }
  }

  @Test func filesThatAreCutShortAreRefused() throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(of: Fixtures.url("backbones/resnet-basic.safetensors"))
    for count in [whole.count - 1, whole.count / 2, 100, 7] {
      let url = try folder.write(Array(whole.prefix(count)), to: "short.safetensors")
      let error = #expect(throws: SafetensorsError.self) { try BackboneFile(contentsOf: url.path) }
      #expect(error?.path == url.path)
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    for name in ["conv1.weight", "bn1.running_var", "layer3.0.bn2.bias", "layer2.0.downsample.0.weight"] {
      let error = try Self.error(SafetensorsError.self) { $0.tensors[name] = nil }
      #expect(error == .missingTensor(path: ConvolutionalBackbones.path, name: name))
    }
  }

  @Test func otherShapesAreNamed() throws {
    let error = try Self.error(SafetensorsError.self) { $0.tensors["layer2.0.conv2.weight"] = Tensor([16, 8, 3, 3]) }
    #expect(
      error
        == .wrongShape(
          path: ConvolutionalBackbones.path, name: "layer2.0.conv2.weight", expected: [16, 16, 3, 3],
          actual: [16, 8, 3, 3]))
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    for value in [Float.nan, .infinity] {
      let error = try Self.error(SafetensorsError.self) { $0.tensors["layer4.0.conv1.weight"]?[1, 0, 2, 1] = value }
      #expect(error == .notFinite(path: ConvolutionalBackbones.path, name: "layer4.0.conv1.weight"))
    }
  }

  @Test func variancesBelowZeroAreRefused() throws {
    let error = try Self.error(BackboneError.self) { $0.tensors["bn1.running_var"]?[2] = -1 }
    #expect(error?.reason.contains("bn1.running_var") == true)
  }

  @Test func modulesThatAreNotComputedAreRefused() throws {
    // Squeeze-and-excitation, and a block after a gap.
    for name in ["layer1.0.se.fc1.weight", "layer2.4.conv1.weight", "layer5.0.conv1.weight", "conv1.bias"] {
      let error = try Self.error(SafetensorsError.self) { $0.tensors[name] = Tensor([4]) }
      #expect(error == .unexpectedTensor(path: ConvolutionalBackbones.path, name: name))
    }
  }

  @Test func severalNetworksAreRefused() throws {
    let error = try Self.error(BackboneError.self) { $0.tensors["teacher.layer1.0.conv1.weight"] = Tensor([1]) }
    #expect(error?.reason.contains("teacher.layer1.0.conv1.weight") == true)
  }
}
