import Basics

/// The tensors of a file of pretrained weights, from which a ``Backbone`` takes its own.
package struct BackboneWeights: Sendable {
  /// Of the file, for errors.
  package let path: String
  package let metadata: [String: String]
  private let tensors: [String: Tensor]

  package init(_ file: SafetensorsFile, path: String) {
    self.path = path
    metadata = file.metadata
    tensors = file.tensors
  }

  /// The names of all tensors.
  package var names: Dictionary<String, Tensor>.Keys { tensors.keys }

  /// The dimensions of a tensor; nil where the file has none of that name.
  package func shape(_ name: String) -> [Int]? { tensors[name]?.shape.dimensions }

  /// A tensor as it stands in the file.
  /// - Parameter expected: its dimensions; nil where any will do.
  /// - Throws: ``SafetensorsError`` where it is missing, has other dimensions, or holds values that are not finite.
  package func tensor(_ name: String, _ expected: [Int?]) throws -> Tensor {
    guard let tensor = tensors[name] else { throw SafetensorsError.missingTensor(path: path, name: name) }
    let actual = tensor.shape.dimensions
    guard actual.count == expected.count, zip(actual, expected).allSatisfy({ $1 == nil || $0 == $1 }) else {
      let filled = expected.enumerated().map { index, extent in
        extent ?? (index < actual.count ? actual[index] : 1)
      }
      throw SafetensorsError.wrongShape(path: path, name: name, expected: filled, actual: actual)
    }
    guard tensor.withUnsafeBuffer({ $0.allSatisfy(\.isFinite) }) else {
      throw SafetensorsError.notFinite(path: path, name: name)
    }
    return tensor
  }
}
