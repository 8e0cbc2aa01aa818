import Basics
import Foundation
import Imaging

extension Naming {
  /// The file beside masks that says what they show.
  package static let fileName = "names.json"
  /// The file beside masks with their values, names and colours.
  static let tableName = "classes.csv"
  /// The beginning of `format` in the files of every version.
  fileprivate static let formatFamily = "tessera-names-"

  /// Reads a file of names, or the naming in a file of scores; the contents tell which it is.
  /// - Throws: ``NamingError/notNaming(path:reason:)``.
  public init(contentsOf url: URL) throws {
    do {
      let data = try TextFile.bytes(of: url)
      switch try JSONDecoder().decode(Content.self, from: data) {
      case .names: self = try JSONDecoder().decode(Naming.self, from: data)
      case .scores: self = try JSONDecoder().decode(MatchedClasses.self, from: data).naming
      case .other:
        throw NamingError.notNaming(path: url.path, reason: "holds neither names nor a matching of clusters to classes")
      }
    } catch let error as DecodingError {
      throw NamingError.notNaming(path: url.path, reason: error.reasonInFile)
    } catch let error as FileAccessError {
      throw NamingError.notNaming(path: url.path, reason: error.reason)
    }
  }

  /// The naming in the `names.json` beside masks, and the file; nil where there is no such file or another program wrote it.
  /// - Parameter masks: a folder of masks, or one mask.
  /// - Throws: ``NamingError/notNaming(path:reason:)``.
  package static func written(beside masks: URL) throws -> (naming: Naming, file: URL)? {
    let file = folder(of: masks).appending(path: fileName)
    guard FileIdentity.kind(file) == .file,
      String(decoding: try TextFile.bytes(of: file), as: UTF8.self).contains(formatFamily)
    else { return nil }
    return (try Naming(contentsOf: file), file)
  }

  /// The naming of masks that the package has written, and the file beside them that it comes from; nil where there is none.
  ///
  /// Masks of versions without `names.json` have a `classes.csv`: in it, `cluster 0`, `cluster 1` and so on are clusters, and
  /// other names are classes. Files of other programs under these names are not read.
  /// - Parameter masks: a folder of masks, or one mask.
  /// - Throws: ``NamingError/notNaming(path:reason:)``, ``NamingError/notMaskStyle(path:reason:)``.
  package static func ofMasks(in masks: URL) throws -> (naming: Naming, file: URL)? {
    if let written = try written(beside: masks) { return written }
    let table = folder(of: masks).appending(path: tableName)
    guard FileIdentity.kind(table) == .file else { return nil }
    let text = String(decoding: try TextFile.bytes(of: table), as: UTF8.self)
    guard let style = try MaskStyle(csv: text, path: table.path) else { return nil }
    let areClusters = style.classes.map(\.name) == style.classes.indices.map(name(ofCluster:))
    var naming = Naming(
      style.classes, classOfCluster: areClusters ? style.classes.indices.map { $0 } : [],
      kind: areClusters ? .clusters : .classes)
    naming.writesLabelValues = true
    return (naming, table)
  }

  private static func folder(of masks: URL) -> URL {
    FileIdentity.kind(masks) == .folder ? masks : masks.deletingLastPathComponent()
  }
}

/// The kind of a JSON file, by its keys.
private enum Content: Decodable {
  case names
  case scores
  case other

  private enum CodingKeys: String, CodingKey { case format, matching }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let format = try? container.decodeIfPresent(String.self, forKey: .format)
    self =
      format?.hasPrefix(Naming.formatFamily) == true ? .names : container.contains(.matching) ? .scores : .other
  }
}

extension DecodingError {
  /// What is wrong with the file and where.
  var reasonInFile: String {
    let (place, reason): ([any CodingKey], String) =
      switch self {
      case .keyNotFound(let key, let context): (context.codingPath, "the key \(key.stringValue) is missing")
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context.codingPath, context.debugDescription)
      case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
      @unknown default: ([], "\(self)")
      }
    guard !place.isEmpty else { return reason }
    let path = place.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    return "\(path): \(reason)"
  }
}
