import Basics
import NeuralNet
import TestSupport
import Testing

@Suite struct VisionTransformerReaderTests {
  static let path = "folder/weights.safetensors"

  /// Reads the weights of a fixture after a change.
  static func read(_ name: String, _ change: (inout SafetensorsFile) -> Void) throws -> VisionTransformer? {
    var file = try VisionTransformerTests.file(name)
    change(&file)
    return try VisionTransformer(BackboneWeights(file, path: path))
  }

  /// Every tensor that the network reads.
  @Test(arguments: ["dino-timm", "dinov2-registers-transformers"])
  func aMissingOrWrongTensorIsNamed(_ name: String) throws {
    let optional =
      ["register_tokens", "cls_token", "attn.qkv.bias", "query.bias", "key.bias", "value.bias", "lambda1"]
      + ["patch_embed.proj.bias", "projection.bias"]
    let families = [".attn.qkv.weight", "query.weight", "patch_embed.proj.weight", "projection.weight"]
    let file = try VisionTransformerTests.file(name)
    for (tensor, values) in file.tensors where !tensor.hasSuffix("mask_token") {
      let isOptional = optional.contains { tensor.hasSuffix($0) }
      let tellsTheFamily = families.contains { tensor.hasSuffix($0) && !tensor.contains(".1.") }
      if !isOptional, !tellsTheFamily {
        #expect(throws: SafetensorsError.missingTensor(path: Self.path, name: tensor), "\(tensor)") {
          _ = try Self.read(name) { $0.tensors[tensor] = nil }
        }
      }
      #expect(throws: SafetensorsError.notFinite(path: Self.path, name: tensor), "\(tensor)") {
        _ = try Self.read(name) {
          var broken = values
          broken.withUnsafeMutableBuffer { $0[$0.count - 1] = .nan }
          $0.tensors[tensor] = broken
        }
      }
      do {
        _ = try Self.read(name) { file in
          file.tensors[tensor] = Tensor(Shape(values.shape.dimensions + [2]), values: values.values + values.values)
        }
        Issue.record("\(tensor) of another shape was read")
      } catch let error as any FileError {
        #expect(error.path == Self.path)
      }
    }
  }

  @Test func emptyTensorsAreRefused() {
    #expect(throws: BackboneError(path: Self.path, reason: "its tensor patch_embed.proj.weight has no elements")) {
      _ = try Self.read("dino-timm") { $0.tensors["patch_embed.proj.weight"] = Tensor([16, 0, 8, 8]) }
    }
    #expect(throws: BackboneError.self) {
      _ = try Self.read("dino-timm") { $0.tensors["patch_embed.proj.weight"] = Tensor([0, 3, 8, 8]) }
    }
    #expect(throws: BackboneError(path: Self.path, reason: "its tensor blocks.1.mlp.fc2.weight has no elements")) {
      _ = try Self.read("dino-timm") { $0.tensors["blocks.1.mlp.fc2.weight"] = Tensor([16, 0]) }
    }
  }

  @Test func aBlockWithoutOthersBeforeItIsRefused() {
    #expect(throws: SafetensorsError.missingTensor(path: Self.path, name: "blocks.2.norm1.weight")) {
      _ = try Self.read("dino-timm") { $0.tensors["blocks.900000000.norm1.weight"] = Tensor([16]) }
    }
  }

  @Test func biasesOfProjectionsMayBeMissing() throws {
    let network = try Self.read("dino-timm") { $0.tensors["blocks.0.attn.qkv.bias"] = nil }
    #expect(network != nil)
  }

  @Test func otherFamiliesAreLeftToOthers() throws {
    #expect(try Self.read("dino-timm") { $0.tensors = ["conv1.weight": Tensor([8, 3, 7, 7])] } == nil)
    // The patches of a network with windows of its own.
    let swin = [
      "patch_embed.proj.weight": Tensor([8, 3, 4, 4]), "layers.0.blocks.0.attn.qkv.weight": Tensor([24, 8]),
    ]
    #expect(try Self.read("dino-timm") { $0.tensors = swin } == nil)
  }

  @Test(arguments: ["norm_pre.weight", "blocks.1.attn.q_norm.weight", "blocks.0.gamma_1", "dist_token"])
  func partsOfOtherNetworksAreRefused(_ name: String) {
    #expect(throws: SafetensorsError.unexpectedTensor(path: Self.path, name: name)) {
      _ = try Self.read("dino-timm") { $0.tensors[name] = Tensor([16]) }
    }
  }

  @Test func prefixesAreLeftOut() throws {
    let network = try Self.read("dino-timm") { file in
      file.tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ("module.backbone." + $0, $1) })
      file.tensors["head.weight"] = Tensor([2, 16])
    }
    #expect(network?.name == "ViT-16/8")
  }

  @Test func severalTransformersAreRefused() throws {
    let error = #expect(throws: BackboneError.self) {
      _ = try Self.read("dino-timm") { file in
        for (name, tensor) in file.tensors { file.tensors["teacher." + name] = tensor }
      }
    }
    #expect(error?.reason.hasPrefix("it holds 2 transformers, at * and teacher.*;") == true)
  }

  @Test func headsAreTheMetadataOrTheConvention() throws {
    let error = #expect(throws: BackboneError.self) { _ = try Self.read("dino-timm") { $0.metadata = [:] } }
    #expect(
      error?.reason == "its 16 channels do not tell the number of heads; name it by the metadata \"heads\"")
    for heads in ["3", "0", "two"] {
      #expect(throws: BackboneError(path: Self.path, reason: "its heads \(heads) do not divide its 16 channels")) {
        _ = try Self.read("dino-timm") { $0.metadata = ["heads": heads] }
      }
    }
  }

  @Test func positionsAreThoseOfASquare() {
    #expect(
      throws: BackboneError(
        path: Self.path, reason: "its 15 positions are not those of a square of patches and 5 tokens before them")
    ) {
      _ = try Self.read("dinov2-registers-timm") { $0.tensors["pos_embed"] = Tensor([1, 15, 16]) }
    }
  }

  @Test func metadataReplacesConventions() throws {
    let input = Tensor.normal([1, 16, 56, 3], seed: 1)
    let context = ComputeContext(threads: 1)
    func map(_ metadata: [String: String]) throws -> [Float] {
      let network = try #require(
        try Self.read("dino-timm") { $0.metadata.merge(metadata) { _, new in new } })
      return network.maps(input, stages: [1], context: context)[0].values
    }
    let usual = try map([:])
    #expect(try map(["positions": "antialiased"]) == usual)
    #expect(try map(["positions": "plain"]) != usual)
    #expect(try map(["layer_norm_eps": "1e-6"]) == usual)
    #expect(try map(["layer_norm_eps": "0.1"]) != usual)
    #expect(throws: BackboneError.self) { _ = try map(["positions": "linear"]) }
    #expect(throws: BackboneError.self) { _ = try map(["layer_norm_eps": "-1"]) }
  }
}
