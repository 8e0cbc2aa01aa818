import Basics

/// Which share of which files a result is of. Every file of such a result holds it under the key `part`.
package struct PartHeader: Codable, Hashable, Sendable {
  /// What is joined.
  package enum Kind: String, Codable, Sendable {
    case scores, summary, groups, areas, polygons
  }

  package var kind: Kind
  /// Counted from 1.
  package var share: Int
  package var shares: Int
  /// Files of all shares.
  package var files: Int
  /// The fingerprint of the list of all files and their sizes.
  package var list: String

  package init(kind: Kind, share: Int, shares: Int, files: Int, list: String) {
    self.kind = kind
    self.share = share
    self.shares = shares
    self.files = files
    self.list = list
  }

  /// Checks that results are all shares of the same files, and finds their order.
  /// - Parameter parts: each with the file that it comes from.
  /// - Returns: the places of the parts in the order of the shares.
  /// - Throws: ``PartError``.
  /// - Precondition: there is a part.
  package static func order(_ parts: [(path: String, header: PartHeader)]) throws -> [Int] {
    let first = parts[0]
    for other in parts.dropFirst() {
      if other.header.kind != first.header.kind {
        throw PartError.otherKind(
          path: other.path, kind: other.header.kind.rawValue, otherPath: first.path,
          otherKind: first.header.kind.rawValue)
      }
      if other.header.shares != first.header.shares {
        throw PartError.otherCount(
          path: other.path, count: other.header.shares, otherPath: first.path, otherCount: first.header.shares)
      }
      if other.header.list != first.header.list || other.header.files != first.header.files {
        throw PartError.otherFiles(
          path: other.path, files: other.header.files, otherPath: first.path, otherFiles: first.header.files)
      }
    }
    let count = first.header.shares
    var places: [Int: Int] = [:]
    for (place, part) in parts.enumerated() {
      guard count >= 1, (1...count).contains(part.header.share) else {
        throw PartError.notPart(
          path: part.path, reason: "is share \(part.header.share) of \(count), which there is not")
      }
      if let earlier = places.updateValue(place, forKey: part.header.share) {
        throw PartError.twice(path: part.path, otherPath: parts[earlier].path, share: part.header.share)
      }
    }
    // The number is another program's word, so nothing is made in its size.
    let missing = places.count == count ? [] : (1...count).lazy.filter { places[$0] == nil }.prefix(11).map { $0 }
    if !missing.isEmpty {
      throw PartError.missing(path: first.path, shares: missing, left: count - places.count, of: count)
    }
    return (1...count).compactMap { places[$0] }
  }
}

/// Why results of shares cannot be joined.
public enum PartError: FileError, Hashable, Sendable {
  /// The file is not the result of a share.
  case notPart(path: String, reason: String)
  /// Two files are of different commands.
  case otherKind(path: String, kind: String, otherPath: String, otherKind: String)
  /// Two files are of different numbers of shares.
  case otherCount(path: String, count: Int, otherPath: String, otherCount: Int)
  /// The shares are of different files.
  case otherFiles(path: String, files: Int, otherPath: String, otherFiles: Int)
  /// One share is there twice.
  case twice(path: String, otherPath: String, share: Int)
  /// Shares are missing: the first of them, how many altogether, and the number that all have.
  case missing(path: String, shares: [Int], left: Int, of: Int)
  /// The shares were worked on in different ways.
  case otherTerms(path: String, terms: String, otherPath: String, otherTerms: String)

  public var path: String {
    switch self {
    case .notPart(let path, _), .otherKind(let path, _, _, _), .otherCount(let path, _, _, _),
      .otherFiles(let path, _, _, _), .twice(let path, _, _), .missing(let path, _, _, _),
      .otherTerms(let path, _, _, _):
      path
    }
  }

  public var reason: String {
    switch self {
    case .notPart(_, let reason): reason
    case .otherKind(_, let kind, let otherPath, let otherKind):
      "holds \(kind), and \(otherPath) holds \(otherKind); join files of one kind"
    case .otherCount(_, let count, let otherPath, let otherCount):
      "is one of \(NumberText.count(count, "share")), and \(otherPath) is one of \(otherCount); join the shares of one run"
    case .otherFiles(_, let files, let otherPath, let otherFiles):
      files == otherFiles
        ? "is of other files, or of files of other sizes, than \(otherPath); files were renamed or changed between the two "
          + "shares, so make all shares anew"
        : "is a share of \(NumberText.count(files, "file")), and \(otherPath) is one of \(otherFiles); files appeared or "
          + "vanished between the two shares, so make all shares anew"
    case .twice(_, let otherPath, let share):
      "is share \(share), and so is \(otherPath); give each share once"
    case .missing(_, let shares, let left, let count):
      "is one of \(NumberText.count(count, "share")), of which \(NumberText.count(left, "is", "are")) missing: "
        + shares.prefix(10).map(String.init).joined(separator: ", ") + (left > min(10, shares.count) ? ", ..." : "")
    case .otherTerms(_, let terms, let otherPath, let otherTerms):
      "has \(terms), and \(otherPath) has \(otherTerms), so that the two cannot be joined; make all shares in one way"
    }
  }
}
