import Foundation
import NeuralNet

/// Finds and reads the files under `fixtures/`.
package enum Fixtures {
  /// The folder `fixtures` of this package.
  package static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("fixtures")
  }

  /// Where the fixture at `path`, relative to `fixtures`, lies.
  package static func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

  /// Decodes a JSON fixture.
  package static func json<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: url(path)))
  }
}

/// A tensor as the golden files write it: `{"shape": [...], "values": [...]}`, row-major.
package struct GoldenTensor: Decodable, Sendable {
  package let shape: [Int]
  package let values: [Double]

  /// The values rounded to `Float`.
  package var tensor: Tensor { Tensor(Shape(shape), values: values.map(Float.init)) }
}
