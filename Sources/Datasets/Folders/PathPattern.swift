import Foundation

/// A pattern that relative paths match: `*` and `?` stand for characters within a name, `[abc]` for one of some characters,
/// `**` for any folders.
///
/// A pattern without `/` is matched against the names of files: `*_mask.png`. Any other is matched against whole paths:
/// `masks/**`, `**/val/*.png`.
public struct PathPattern: Sendable, Hashable, CustomStringConvertible {
  public let description: String
  private let parts: [[Character]]
  private let isName: Bool

  /// A pattern such as `*_sat.jpg`, for names, or `**/images/*`, for paths.
  public init(_ text: String) {
    description = text
    isName = !text.contains("/")
    // A folder stands for all that is in it.
    let whole = text.hasSuffix("/") ? text + "**" : text
    parts = whole.split(separator: "/").filter { $0 != "." }.map(Array.init)
  }

  /// Whether the file at `path` matches, which is relative to the folder that the user gave.
  public func matches(_ path: String) -> Bool {
    let names = path.split(separator: "/").map(Array.init)
    return isName ? Self.matches(names.suffix(1)[...], parts[...]) : Self.matches(names[...], parts[...])
  }

  private static func matches(_ names: ArraySlice<[Character]>, _ parts: ArraySlice<[Character]>) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == ["*", "*"] {
      let rest = parts.dropFirst()
      if rest.isEmpty { return !names.isEmpty }
      return (names.startIndex...names.endIndex).contains { matches(names[$0...], rest) }
    }
    guard let name = names.first, matchesName(name[...], part[...]) else { return false }
    return matches(names.dropFirst(), parts.dropFirst())
  }

  private static func matchesName(_ name: ArraySlice<Character>, _ part: ArraySlice<Character>) -> Bool {
    var (name, part) = (name, part)
    // Where the last * stands in the pattern, and how much of the name it has taken.
    var retry: (name: ArraySlice<Character>, part: ArraySlice<Character>)?
    while let character = name.first {
      if part.first == "*" {
        part.removeFirst()
        retry = (name, part)
      } else if let (found, length) = one(character, part), found {
        name.removeFirst()
        part = part.dropFirst(length)
      } else if let (start, after) = retry {
        name = start.dropFirst()
        part = after
        retry = (name, after)
      } else {
        return false
      }
    }
    return part.allSatisfy { $0 == "*" }
  }

  /// Whether the character is the first of the pattern, and how long that is; nil at the end of the pattern.
  private static func one(_ character: Character, _ part: ArraySlice<Character>) -> (Bool, Int)? {
    guard let first = part.first else { return nil }
    if first == "?" { return (true, 1) }
    // A bracket without its partner stands for itself.
    guard first == "[", let end = part.dropFirst(2).firstIndex(of: "]") else { return (first == character, 1) }
    var set = part[(part.startIndex + 1)..<end]
    let isOther = set.first == "!" || set.first == "^"
    if isOther { set.removeFirst() }
    return (contains(set, character) != isOther, end - part.startIndex + 1)
  }

  private static func contains(_ set: ArraySlice<Character>, _ character: Character) -> Bool {
    var at = set.startIndex
    while at < set.endIndex {
      if at + 2 < set.endIndex, set[at + 1] == "-" {
        if set[at] <= set[at + 2], (set[at]...set[at + 2]).contains(character) { return true }
        at += 3
      } else {
        if set[at] == character { return true }
        at += 1
      }
    }
    return false
  }
}
