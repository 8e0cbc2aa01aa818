import Foundation
import Imaging

extension Scribbles: Codable {
  private enum CodingKeys: String, CodingKey { case classes, scribbles }

  /// - Throws: `DecodingError`, also for a stroke of a class that is not among the classes and for a class that is named
  ///   twice.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Names and scores of other origin have no scribbles.
    guard container.contains(.scribbles) else {
      self.init(classes: [], strokes: [])
      return
    }
    let classes = try container.decode([NamedClass].self, forKey: .classes)
    if let name = Naming.repeatedName(of: classes) {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container, debugDescription: "the class \(name) is named twice")
    }
    var strokes: [Stroke] = []
    var list = try container.nestedUnkeyedContainer(forKey: .scribbles)
    while !list.isAtEnd {
      let element = try list.superDecoder()
      let stroke = try Stroke(from: element)
      if let number = stroke.classNumber, !classes.indices.contains(number) {
        throw DecodingError.dataCorrupted(
          .init(
            codingPath: element.codingPath,
            debugDescription: "is of class \(number), but the classes are 0 to \(classes.count - 1)"))
      }
      strokes.append(stroke)
    }
    self.init(classes: classes, strokes: strokes)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(classes, forKey: .classes)
    try container.encode(strokes, forKey: .scribbles)
  }
}

extension Scribbles.Stroke: Codable {
  private enum CodingKeys: String, CodingKey {
    case image, width, height, radius, points
    case classNumber = "class"
  }

  /// The most pixels of a side, and the furthest that a point may lie from the image.
  private static let greatest = 1 << 24

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func wrong(_ key: CodingKeys, _ reason: String) -> DecodingError {
      .dataCorruptedError(forKey: key, in: container, debugDescription: reason)
    }
    func side(_ key: CodingKeys) throws -> Int {
      let side = try container.decode(Int.self, forKey: key)
      guard (1...Self.greatest).contains(side) else {
        throw wrong(key, "\(side) pixels; 1 to \(Self.greatest) are possible")
      }
      return side
    }
    image = try container.decode(String.self, forKey: .image)
    (width, height) = (try side(.width), try side(.height))
    guard container.contains(.classNumber) else {
      throw DecodingError.keyNotFound(
        CodingKeys.classNumber, .init(codingPath: container.codingPath, debugDescription: ""))
    }
    classNumber = try container.decodeIfPresent(Int.self, forKey: .classNumber)
    radius = try container.decode(Double.self, forKey: .radius)
    guard (0...Double(Self.greatest)).contains(radius) else {
      throw wrong(.radius, "\(radius) pixels; 0 to \(Self.greatest) are possible")
    }
    let pairs = try container.decode([[Double]].self, forKey: .points)
    points = try pairs.map { pair in
      guard pair.count == 2, pair.allSatisfy({ abs($0) <= Double(Self.greatest) }) else {
        throw wrong(.points, "\(pair) is no point; points are written [column, row]")
      }
      return SIMD2(pair[0], pair[1])
    }
    guard !points.isEmpty else { throw wrong(.points, "has no point") }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(image, forKey: .image)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(classNumber, forKey: .classNumber)
    try container.encode(radius, forKey: .radius)
    try container.encode(points.map { [$0.x, $0.y] }, forKey: .points)
  }
}
