import NeuralNet
import TestSupport
import Testing

@Suite struct EfficientNetLiteTests {
  static func network(
    _ name: String, _ change: (inout SafetensorsFile) -> Void = { _ in }
  ) throws -> EfficientNetLite {
    try #require(try EfficientNetLite(ConvolutionalBackbones.weights(name, changed: change)))
  }

  static func error<Failure: Error>(
    _ type: Failure.Type, in name: String = "lite-pytorch", sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout SafetensorsFile) -> Void
  ) throws -> Failure? {
    try ConvolutionalBackbones.error(
      name, type, read: { _ = try EfficientNetLite($0) }, sourceLocation: sourceLocation, changed: change)
  }

  @Test(arguments: ["lite-pytorch", "lite-timm"]) func mapsAreThoseOfPyTorch(_ name: String) throws {
    let expected = try ConvolutionalBackbones.file(name + ".expected")
    try ConvolutionalBackbones.expectPyTorchsMaps(Self.network(name), expected)
  }

  @Test func metadataSayWhosePaddingItIs() throws {
    let network = try Self.network("lite-timm") { $0.metadata["architecture"] = "tf_efficientnet_lite0" }
    try ConvolutionalBackbones.expectPyTorchsMaps(network, ConvolutionalBackbones.file("lite-timm.tf.expected"))
  }

  @Test func theFileTellsWidthsAndBands() throws {
    let (three, two) = (try Self.network("lite-pytorch"), try Self.network("lite-timm"))
    #expect(three.name == "EfficientNet-Lite of 8 blocks" && three.bands == 3 && two.bands == 2)
    #expect(three.stages.map(\.name) == ["stride2", "stride4", "stride8", "stride16", "stride32", "head"])
    #expect(three.stages.map(\.channels) == [8, 12, 16, 24, 32, 40])
    #expect(two.stages.map(\.channels) == [8, 12, 8, 16, 16])
    for network in [three, two] {
      #expect(network.stages.prefix(5).map(\.geometry.reduction) == [2, 4, 8, 16, 32])
      #expect(network.stages.prefix(5).map(\.geometry.alignment) == [2, 4, 8, 16, 32])
      #expect(network.usualStages == [1, 2, 3, 4])
    }
    #expect(three.usualNormalization == .symmetric && two.usualNormalization == .none)
  }

  @Test func normalizationFollowsTheTraining() throws {
    for (architecture, expected) in [("efficientnet_lite0", BackboneNormalization.imageNet), ("tf_any", .symmetric)] {
      let network = try Self.network("lite-timm") { file in
        file.metadata["architecture"] = architecture
        file.tensors["conv_stem.weight"] = .normal([8, 3, 3, 3], seed: 1)
      }
      #expect(network.usualNormalization == expected)
    }
  }

  @Test func logitsAreThoseOfPyTorch() throws {
    let expected = try ConvolutionalBackbones.file("lite-pytorch.expected")
    let (input, logits) = (try #require(expected.tensors["input"]), try #require(expected.tensors["logits"]))
    let context = ComputeContext(threads: 2)
    ConvolutionalBackbones.expectClose(
      try #require(try Self.network("lite-pytorch").logits(input, context: context)), logits, "logits")
    #expect(try Self.network("lite-timm").logits(Tensor([1, 32, 32, 2]), context: context) == nil)
  }

  @Test(arguments: ["lite-pytorch", "lite-timm"], 0..<5)
  func tilesEqualTheWholeImage(_ name: String, _ stage: Int) throws {
    ConvolutionalBackbones.expectTilesEqualTheWhole(try Self.network(name), stage: stage, exactly: true)
  }

  @Test func theNumberOfThreadsChangesNoBit() throws {
    let network = try Self.network("lite-pytorch")
    let input = Tensor.normal([2, 96, 64, 3], seed: 1)
    let maps = [1, 2].map { threads in
      network.maps(input, stages: [0, 1, 2, 3, 4, 5], context: ComputeContext(threads: threads)).map(\.values)
    }
    #expect(maps[0] == maps[1])
  }

  @Test func whatIsMissingIsNamed() throws {
    for name in ["_conv_stem.weight", "_bn0.running_mean", "_blocks.3._expand_conv.weight", "_blocks.7._bn2.bias"] {
      let error = try Self.error(SafetensorsError.self) { $0.tensors[name] = nil }
      // Without its expansion a block takes fewer channels than its other tensors have.
      if name.contains("expand") {
        #expect(
          error
            == .wrongShape(
              path: ConvolutionalBackbones.path, name: "_blocks.3._depthwise_conv.weight", expected: [12, 1, 5, 5],
              actual: [24, 1, 5, 5]))
      } else {
        #expect(error == .missingTensor(path: ConvolutionalBackbones.path, name: name))
      }
    }
  }

  @Test func blocksAfterAGapAreRefused() throws {
    let error = try Self.error(BackboneError.self) { $0.tensors["_blocks.6._depthwise_conv.weight"] = nil }
    #expect(error?.reason.contains("5 groups") == true)
    let later = try Self.error(SafetensorsError.self, in: "lite-timm") {
      $0.tensors["blocks.2.3.conv_dw.weight"] = Tensor([8, 1, 5, 5])
    }
    #expect(later == .unexpectedTensor(path: ConvolutionalBackbones.path, name: "blocks.2.3.conv_dw.weight"))
  }

  @Test func otherKernelsAreNamed() throws {
    let error = try Self.error(SafetensorsError.self) {
      $0.tensors["_blocks.1._depthwise_conv.weight"] = Tensor([16, 1, 5, 5])
    }
    #expect(
      error
        == .wrongShape(
          path: ConvolutionalBackbones.path, name: "_blocks.1._depthwise_conv.weight", expected: [16, 1, 3, 3],
          actual: [16, 1, 5, 5]))
  }

  @Test func networksThatAreNotOfTheLiteKindAreRefused() throws {
    for (file, name) in [
      ("lite-pytorch", "_blocks.0._se_reduce.weight"), ("lite-timm", "blocks.0.0.se.conv_reduce.weight"),
    ] {
      let error = try Self.error(BackboneError.self, in: file) { $0.tensors[name] = Tensor([4, 8, 1, 1]) }
      #expect(error?.reason.contains(name) == true)
    }
  }

  @Test func valuesThatAreNotFiniteAreRefused() throws {
    let error = try Self.error(SafetensorsError.self) { $0.tensors["_blocks.2._bn1.bias"]?[3] = .nan }
    #expect(error == .notFinite(path: ConvolutionalBackbones.path, name: "_blocks.2._bn1.bias"))
  }
}
