import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct BackboneFileTests {
  /// What reading a file with these bytes throws.
  static func error(_ bytes: Data) throws -> any Error {
    let folder = try TemporaryFolder()
    let url = folder.file("weights.safetensors")
    try bytes.write(to: url)
    return try #require(throws: (any Error).self) { try BackboneFile(contentsOf: url.path) }
  }

  @Test func picklesAreRefusedWithTheWayToConvertThem() throws {
    for start in [[0x50, 0x4B, 0x03, 0x04], [0x80, 0x02]] as [[UInt8]] {
      let error = try #require(try Self.error(Data(start + [UInt8](repeating: 1, count: 100))) as? BackboneError)
      #expect(error.description.contains("safetensors.torch.save_file"))
      #expect(error.description.contains("weights.safetensors"))
    }
  }

  @Test func weightsOfAnUnknownNetworkAreNamed() throws {
    let file = SafetensorsFile(tensors: ["wing.left": Tensor([2]), "wing.right": Tensor([2])])
    let error = try #require(try Self.error(file.encoded()) as? BackboneError)
    #expect(error.reason.contains("wing.left, wing.right"))
  }

  @Test func aFileThatIsMissingOrCutShortIsNamed() throws {
    let whole = try SafetensorsFile(tensors: ["a": .normal([8, 8], seed: 1)]).encoded()
    let cut = try Self.error(whole.dropLast(3))
    guard case SafetensorsError.truncated = cut else { throw cut }
    #expect(throws: FileAccessError.self) { try BackboneFile(contentsOf: "/nowhere/weights.safetensors") }
  }
}
