/// A node of the well-known text of a coordinate system: a keyword and, in brackets, texts, numbers and further nodes.
///
/// Source: OGC 01-009 (WKT 1) and ISO 19162 (WKT 2), which share this form.
struct WellKnownText {
  let keyword: String
  /// Texts without their quotation marks, and numbers and words as they are written.
  private(set) var values: [String] = []
  private(set) var nodes: [WellKnownText] = []

  /// Reads a whole text; nil when it is not of this form.
  init?(_ text: String) {
    var rest = Substring(text)
    guard let node = Self(reading: &rest, depth: 0), rest.allSatisfy(\.isWhitespace) else { return nil }
    self = node
  }

  private init?(reading rest: inout Substring, depth: Int) {
    func skipSpace(_ rest: inout Substring) { rest = rest.drop(while: \.isWhitespace) }
    skipSpace(&rest)
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    rest = rest.dropFirst(word.count)
    skipSpace(&rest)
    guard !word.isEmpty, let opening = rest.first, opening == "[" || opening == "(", depth < 32 else { return nil }
    keyword = word.uppercased()
    rest.removeFirst()
    while true {
      skipSpace(&rest)
      guard let next = rest.first else { return nil }
      if next == "\"" {
        rest.removeFirst()
        let value = rest.prefix { $0 != "\"" }
        values.append(String(value))
        rest = rest.dropFirst(value.count + 1)
      } else {
        let value = rest.prefix { !"[](),".contains($0) }
        let after = rest.dropFirst(value.count).first
        if after == "[" || after == "(" {
          guard let node = Self(reading: &rest, depth: depth + 1) else { return nil }
          nodes.append(node)
        } else {
          values.append(value.trimmingPrefix(while: \.isWhitespace).description)
          rest = rest.dropFirst(value.count)
        }
      }
      skipSpace(&rest)
      guard let end = rest.popFirst() else { return nil }
      if end == "]" || end == ")" { return }
      guard end == "," else { return nil }
    }
  }

  /// The first node below this one with one of these keywords.
  func node(_ keywords: String...) -> WellKnownText? { nodes.first { keywords.contains($0.keyword) } }

  /// The first node with one of these keywords at any depth below this one.
  func anyNode(_ keywords: String...) -> WellKnownText? { anyNode(keywords) }

  private func anyNode(_ keywords: [String]) -> WellKnownText? {
    for node in nodes where keywords.contains(node.keyword) { return node }
    for node in nodes {
      if let found = node.anyNode(keywords) { return found }
    }
    return nil
  }
}
