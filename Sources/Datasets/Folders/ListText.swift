import Basics
import Foundation

/// The lines of a list of files, and the columns of a line.
enum ListText {
  /// The lines of the list in the file at `path`, without empty lines and remarks.
  ///
  /// The text is UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it.
  /// - Throws: `FileAccessError.unreadable`.
  static func lines(contentsOf path: String) throws -> [String] {
    let url = URL(filePath: path)
    let bytes = try TextFile.bytes(of: url)
    let isWide = bytes.count % 2 == 0 && (bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]))
    guard let text = String(data: bytes, encoding: isWide ? .utf16 : .utf8) else {
      throw FileAccessError.unreadable(path: path, reason: "it is not UTF-8 text")
    }
    let margins = CharacterSet.whitespaces.union(["\u{FEFF}", "\0"])
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: margins) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") && !$0.hasPrefix("//") }
  }

  /// `line` without quotes around it, and the same without a remark after ` #`.
  static func wholes(of line: String) -> [String] {
    let body = withoutRemark(line)
    return body == line ? [unquoted(line)] : [unquoted(line), unquoted(body)]
  }

  /// Whether `text` has what stands between columns.
  static func hasSeparator(_ text: String) -> Bool { text.utf8.contains(where: separators.contains) }

  private static let separators = Set("\t;, ".utf8)

  /// A way to cut lines into columns: by commas, semicolons, tabs, or any of them and spaces.
  enum Cut: Int, CaseIterable { case commas, semicolons, tabs, any }

  /// The columns of `line`, at most ``mostColumns``; empty where there is one alone.
  static func columns(of line: String, _ cut: Cut) -> [String] {
    let isCut =
      switch cut {
      case .commas: line.utf8.contains(UInt8(ascii: ","))
      case .semicolons: line.utf8.contains(UInt8(ascii: ";"))
      case .tabs: line.utf8.contains(UInt8(ascii: "\t"))
      case .any: hasSeparator(line)
      }
    guard isCut else { return [] }
    let body = withoutRemark(line)
    let fields =
      switch cut {
      case .commas: CSV.records(of: body).first ?? []
      case .semicolons: body.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      case .tabs: body.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      case .any: body.split(whereSeparator: "\t;, ".contains).map(String.init)
      }
    return fields.count > 1 ? fields.prefix(mostColumns).map(unquoted) : []
  }

  private static let mostColumns = 8

  /// Whether `line` is one of headings, as in files of comma-separated values.
  static func isHeading(_ line: String) -> Bool {
    let columns = line.lowercased().split(whereSeparator: "\t;, ".contains).map { unquoted(String($0)) }
    return columns.first.map(headings.contains) ?? false
  }

  private static let headings: Set = [
    "id", "ids", "image", "image_id", "imageid", "image_name", "image_path", "images", "img", "file", "file_name",
    "filename", "name", "path",
  ]

  /// `line` in quotes, as messages show it: cut where it is long, without control characters.
  static func quoted(_ line: String) -> String {
    let shown = line.unicodeScalars.prefix(longest).map { $0.properties.generalCategory == .control ? " " : String($0) }
    return "'\(shown.joined())\(line.unicodeScalars.count > longest ? "..." : "")'"
  }

  private static let longest = 120

  private static func withoutRemark(_ line: String) -> String {
    guard line.utf8.contains(UInt8(ascii: "#")) else { return line }
    return (line.firstRange(of: " #") ?? line.firstRange(of: "\t#")).map { String(line[..<$0.lowerBound]) } ?? line
  }

  private static func unquoted(_ text: String) -> String {
    let margins: [UInt8?] = Array(" \t\"'".utf8)
    guard margins.contains(text.utf8.first) || margins.contains(text.utf8.last) || !text.utf8.allSatisfy({ $0 < 128 })
    else { return text }
    return text.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["\"", "'"])
  }
}
