import Basics

/// Which bands of an image are used, and in which order.
public enum BandSelection: Hashable, Sendable {
  /// All bands, in the order of the file.
  case all
  /// The numbers of bands, from 1 on.
  case numbers([Int])
  /// The names of bands, as the file tells them.
  case names([String])

  /// What is allowed, for messages.
  package static let requirement = "all, numbers of bands from 1 on such as 4,3,2, or their names such as B8,B4,B3"

  /// Reads `all`, or a list with commas. A list of whole numbers means numbers, and any other names; nil for a list with an
  /// empty entry or a number below 1.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      part.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    }.map { String($0) }
    if text == "all" {
      self = .all
    } else if parts.contains("") {
      return nil
    } else if case let numbers = parts.compactMap({ Int($0) }), numbers.count == parts.count {
      guard numbers.allSatisfy({ $0 >= 1 }) else { return nil }
      self = .numbers(numbers)
    } else {
      self = .names(parts)
    }
  }

  /// The number of bands that are chosen; nil for all.
  package var count: Int? {
    switch self {
    case .all: nil
    case .numbers(let numbers): numbers.count
    case .names(let names): names.count
    }
  }

  /// The places of the chosen bands in an image, from 0 on; nil where all bands stay.
  /// - Throws: ``ImageIOError/bandMissing(path:band:known:)``.
  package func places(in info: RasterInfo) throws -> [Int]? {
    switch self {
    case .all: return nil
    case .numbers(let numbers):
      if let missing = numbers.first(where: { $0 > info.bands }) {
        throw ImageIOError.bandMissing(path: info.path, band: "\(missing)", known: "it has \(info.bands)")
      }
      return numbers.map { $0 - 1 }
    case .names(let names):
      return try names.map { name in
        guard let place = info.bandNames.firstIndex(of: name) else {
          let known = info.bandNames.filter { !$0.isEmpty }
          throw ImageIOError.bandMissing(
            path: info.path, band: name,
            known: known.isEmpty ? "its bands have no names" : "it has " + known.joined(separator: ", "))
        }
        return place
      }
    }
  }
}

extension BandSelection: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .all: "all"
    case .numbers(let numbers): numbers.map(String.init).joined(separator: ",")
    case .names(let names): names.joined(separator: ",")
    }
  }

  public init(from decoder: any Decoder) throws {
    self = try decoder.textSetting(Self.requirement) { BandSelection($0) }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
