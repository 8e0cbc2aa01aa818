import Basics
import Foundation

/// A file that holds what one share has made.
package enum PartFile: Sendable {
  case scores(ScoresPart)
  case summary(SummaryPart)
  case groups(GroupsPart)
  case areas(AreasPart)
  case polygons(PolygonsPart)

  package var header: PartHeader {
    switch self {
    case .scores(let part): part.part
    case .summary(let part): part.part
    case .groups(let part): part.part
    case .areas(let part): part.part
    case .polygons(let part): part.part
    }
  }

  /// Reads a file, whose contents tell what it holds.
  /// - Throws: ``PartError/notPart(path:reason:)``, `FileAccessError.unreadable`.
  package init(contentsOf url: URL) throws {
    let data = try TextFile.bytes(of: url, mapped: true)
    do {
      if let polygons = try PolygonsPart(data, url: url) {
        self = .polygons(polygons)
        return
      }
      let decoder = JSONDecoder()
      guard let header = try decoder.decode(Wrapper.self, from: data).part else {
        throw PartError.notPart(
          path: url.path, reason: "holds no share; give the files that the shares of one run have written")
      }
      switch header.kind {
      case .scores: self = .scores(try decoder.decode(ScoresPart.self, from: data))
      case .summary: self = .summary(try decoder.decode(SummaryPart.self, from: data))
      case .groups: self = .groups(try decoder.decode(GroupsPart.self, from: data))
      case .areas: self = .areas(try decoder.decode(AreasPart.self, from: data))
      case .polygons: throw PartError.notPart(path: url.path, reason: "is not as the shares of polygons are written")
      }
    } catch let error as DecodingError {
      throw PartError.notPart(path: url.path, reason: "holds no share that this version reads: \(error.reasonInFile)")
    }
  }

  /// The key that every part has.
  private struct Wrapper: Decodable {
    var part: PartHeader?
  }
}
