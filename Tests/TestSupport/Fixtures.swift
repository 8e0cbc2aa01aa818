import Foundation
import NeuralNet

/// Finds and reads the files under `fixtures/`.
public enum Fixtures {
  /// The folder `fixtures` of this package.
  public static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("fixtures")
  }

  /// Where the fixture at `path`, relative to `fixtures`, lies.
  public static func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

  /// Decodes a JSON fixture.
  public static func json<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: url(path)))
  }
}

/// A tensor as the golden files write it: `{"shape": [...], "values": [...]}`, row-major.
public struct GoldenTensor: Decodable, Sendable {
  public let shape: [Int]
  public let values: [Double]

  /// The values rounded to `Float`.
  public var tensor: Tensor { Tensor(Shape(shape), values: values.map(Float.init)) }
}
