import Basics
import Foundation
import Imaging

/// The polygons of one share of masks: a GeoJSON file with the key `part`.
package struct PolygonsPart: Sendable {
  /// What the file says beside the features.
  private struct Members: Decodable {
    var part: PartHeader?
    var settings: String?
  }

  package let part: PartHeader
  private let settings: String
  /// The file up to its features, without its name and ``part``.
  private let head: [String]
  /// The features, a line each.
  private let features: Data

  private static let beginning = "{\n\"type\": \"FeatureCollection\",\n"
  private static let opening = "\"features\": [\n"
  private static let closing = "\n]\n}\n"

  /// Reads a file.
  /// - Returns: nil for a file that is no GeoJSON of the package.
  /// - Throws: `DecodingError`, ``PartError/notPart(path:reason:)``.
  init?(_ data: Data, url: URL) throws {
    guard data.starts(with: Data(Self.beginning.utf8)) else { return nil }
    let start = data.prefix(1 << 16).firstRange(of: Data(Self.opening.utf8))
    guard let start, data.suffix(Self.closing.utf8.count) == Data(Self.closing.utf8),
      data.count >= start.upperBound + Self.closing.utf8.count
    else { throw PartError.notPart(path: url.path, reason: "is cut short; make the share anew") }
    let text = String(decoding: data[..<start.lowerBound], as: UTF8.self)
    let members = try JSONDecoder().decode(Members.self, from: Data("\(text)\"features\": []}".utf8))
    guard let part = members.part, part.kind == .polygons else {
      throw PartError.notPart(
        path: url.path, reason: "holds no share; give the files that the shares of one run have written")
    }
    self.part = part
    settings = members.settings ?? ""
    head = text.split(separator: "\n").dropFirst(2).map(String.init).filter { line in
      !["\"name\": ", "\"part\": ", "\"settings\": "].contains { line.hasPrefix($0) }
    }
    features = data[start.upperBound..<data.count - Self.closing.utf8.count]
  }

  /// The members that a file of one share has beside those of GeoJSON.
  package static func members(_ part: PartHeader, settings: String) throws -> [(name: String, json: String)] {
    func line(_ value: some Encodable) throws -> String { String(try JSONText.compact(value).dropLast()) }
    return [("part", try line(part)), ("settings", try line(settings))]
  }

  /// Writes the features of all shares into one file.
  /// - Parameter parts: each with the file that it comes from.
  /// - Returns: the number of the features.
  /// - Throws: ``PartError``, `FileAccessError.unwritable`.
  package static func join(_ parts: [(path: String, part: PolygonsPart)], to url: URL) throws -> Int {
    let ordered = try PartHeader.order(parts.map { ($0.path, $0.part.part) }).map { parts[$0] }
    let first = ordered[0]
    for (path, part) in ordered {
      guard part.settings == first.part.settings, part.head == first.part.head else {
        throw PartError.otherTerms(
          path: path, terms: "polygons of \(part.words)", otherPath: first.path,
          otherTerms: "polygons of \(first.part.words)")
      }
    }
    let file = try AtomicFile(at: url)
    let name = GeoJSONSink.quoted(url.deletingPathExtension().lastPathComponent)
    try file.write(Array((beginning + "\"name\": \(name),\n").utf8))
    for line in first.part.head { try file.write(Array("\(line)\n".utf8)) }
    try file.write(Array(opening.utf8))
    var count = 0
    for (_, part) in ordered where !part.features.isEmpty {
      if count > 0 { try file.write(Array(",\n".utf8)) }
      try part.features.withUnsafeBytes { try file.write($0) }
      // A feature is a line, and no line end lies within one.
      count += part.features.count { $0 == UInt8(ascii: "\n") } + 1
    }
    try file.write(Array(closing.utf8))
    try file.commit()
    return count
  }

  private var words: String { ([settings] + head).joined(separator: " ") }
}
