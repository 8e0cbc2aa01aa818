import Basics
import Foundation
import Imaging

/// A list of images by name, such as a split of a data set or a curated choice of its images.
///
/// An entry is a file's name or path. An exact file name selects that file alone. Otherwise the extension, zeros before a
/// number, and the parts that data sets add to names may be left out: `2_10`, `top_potsdam_2_10` and
/// `top_potsdam_2_10_RGBIR.png` name one image, and `139` names `train2017/000000000139.jpg`. Folders before a name may be
/// those of another machine.
public struct ImageIdentifiers: Sendable {
  /// What a list has not found as it stands, entry by entry as they are written.
  public struct Remarks: Hashable, Sendable {
    /// Entries that name no image.
    public var missing: [String] = []
    /// The first of them in quotes, for messages.
    public var missingExamples: String { missing.prefix(3).map(ListText.quoted).joined(separator: ", ") }
    /// Entries that only upper and lower case tell from an image, each with the image's relative path.
    public var inOtherCase: [String: String] = [:]
  }

  /// The entries as they stand in the list, each once.
  private let entries: [String]
  /// An entry that may be a line of headings.
  private let heading: String?

  /// A list of names, as they stand in a file of one name a line.
  public init(_ identifiers: [String]) { self.init(identifiers, heading: nil) }

  private init(_ identifiers: [String], heading: String?) {
    var seen: Set<String> = []
    entries = identifiers.filter { seen.insert($0).inserted }
    self.heading = heading
  }

  /// The list in the file at `path`: an entry a line.
  ///
  /// An entry may stand in quotes. Other columns may stand beside it, such as a score or the path of a label, with spaces,
  /// tabs, commas or semicolons between them. A line that begins with `#` or `//`, the rest of a line after ` #`, and a line of
  /// headings are passed over.
  /// - Throws: ``DatasetError/noList(path:reason:known:)``.
  public init(contentsOf path: String) throws {
    let lines: [String]
    do {
      lines = try ListText.lines(contentsOf: path)
    } catch {
      let reason =
        switch FileIdentity.kind(URL(filePath: path)) {
        case nil: "there is no such file"
        case .folder: "is a folder"
        case .file, .other: "cannot be read as a list of names"
        }
      throw DatasetError.noList(path: path, reason: reason, known: [])
    }
    self.init(lines, heading: lines.first.flatMap { ListText.isHeading($0) ? $0 : nil })
    if entries.isEmpty {
      throw DatasetError.noList(path: path, reason: "names nothing", known: [])
    }
  }

  /// Keeps the images that are listed.
  ///
  /// An entry is read whole where it fits as a whole. The other entries are read by one column, the one that names the most
  /// images.
  /// - Parameter path: of the list, for errors.
  /// - Returns: what a user should know.
  /// - Throws: ``DatasetError/noneListed(path:entry:example:)`` when no image is left.
  public func select(from folder: inout ImageFolder, path: String) throws -> Remarks {
    var index = ImageNameIndex(folder.items)
    var matches: [String: ImageNameIndex.Match] = [:]
    var columned: [String] = []
    for entry in entries {
      if let match = Self.whole(entry, in: &index) { matches[entry] = match } else { columned.append(entry) }
    }
    matches.merge(Self.byColumn(columned, in: &index)) { whole, _ in whole }

    var remarks = Remarks()
    var wanted: Set<Int> = []
    for entry in entries {
      guard let match = matches[entry] else {
        if entry != heading { remarks.missing.append(entry) }
        continue
      }
      wanted.formUnion(match.items)
      if match.isInOtherCase, let item = match.items.first {
        remarks.inOtherCase[entry] = folder.items[item].relativePath
      }
    }
    guard !wanted.isEmpty else {
      throw DatasetError.noneListed(
        path: path, entry: remarks.missing.first ?? entries.first ?? "",
        example: folder.items.first?.relativePath ?? "")
    }
    var number = -1
    folder.keep { _ in
      number += 1
      return wanted.contains(number)
    }
    return remarks
  }

  /// What the whole of an entry means. Of an entry in columns, the last column alone is not the whole.
  private static func whole(_ entry: String, in index: inout ImageNameIndex) -> ImageNameIndex.Match? {
    for text in ListText.wholes(of: entry) {
      guard let match = index.find(text) else { continue }
      if !ListText.hasSeparator(text) || ListText.hasSeparator(match.end) { return match }
    }
    return nil
  }

  private struct Column: Hashable {
    let cut: ListText.Cut
    let number: Int

    /// Of columns that name equally many images, the least counts.
    var order: Int { number * ListText.Cut.allCases.count + cut.rawValue }
  }

  /// What entries mean by the column that names the most images.
  private static func byColumn(
    _ entries: [String], in index: inout ImageNameIndex
  ) -> [String: ImageNameIndex.Match] {
    var found: [String: ImageNameIndex.Match?] = [:]
    var fields: [Column: Set<String>] = [:]
    for entry in entries {
      for cut in ListText.Cut.allCases {
        for (number, field) in ListText.columns(of: entry, cut).enumerated() {
          let match = found[field] ?? index.find(field)
          found[field] = match
          if match != nil { fields[Column(cut: cut, number: number), default: []].insert(field) }
        }
      }
    }
    let named = fields.mapValues { Set($0.flatMap { found[$0]??.items ?? [] }).count }
    let best = named.max { $0.value == $1.value ? $0.key.order > $1.key.order : $0.value < $1.value }?.key
    guard let best else { return [:] }
    var matches: [String: ImageNameIndex.Match] = [:]
    for entry in entries {
      let columns = ListText.columns(of: entry, best.cut)
      if best.number < columns.count, let match = found[columns[best.number]] ?? nil { matches[entry] = match }
    }
    return matches
  }
}
