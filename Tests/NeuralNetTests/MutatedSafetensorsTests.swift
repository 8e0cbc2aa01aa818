import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

/// Thousands of damaged weight files: each is read, or refused by a typed error that names it.
@Suite struct MutatedSafetensorsTests {
  @Test func eachIsReadOrRefusedByName() throws {
    let file = SafetensorsFile(
      metadata: ["step": "3"],
      tensors: ["a.weight": Tensor([3, 1, 2, 2]), "b": Tensor([2], values: [1, 2]), "none": Tensor([0, 4])])
    let bytes = [UInt8](try file.encoded())
    var mutation = ByteMutation(seed: 2)
    var (read, refused) = (0, 0)
    for _ in 0..<5000 {
      do {
        let damaged = try SafetensorsFile(Data(mutation.mutated(bytes)), path: "w.safetensors")
        #expect(damaged.tensors.values.allSatisfy { $0.values.count == $0.shape.count })
        read += 1
      } catch let error as SafetensorsError {
        #expect(error.description.hasPrefix("w.safetensors: "))
        refused += 1
      }
    }
    #expect(read > 0 && refused > 0)
  }
}
