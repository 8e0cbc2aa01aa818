/// A list, text or whole number as Python writes them.
enum PythonLiteral: Hashable {
  case list([PythonLiteral])
  case text(String)
  case number(Int)

  var items: [PythonLiteral]? { if case .list(let items) = self { items } else { nil } }
  var string: String? { if case .text(let text) = self { text } else { nil } }
  var integer: Int? { if case .number(let number) = self { number } else { nil } }

  /// The literal that `text` begins with; nil where there is none.
  static func read(_ text: Substring) -> PythonLiteral? {
    var reader = Reader(rest: text)
    return reader.literal(depth: 0)
  }

  private struct Reader {
    var rest: Substring
    /// Lists in lists in lists are no names or colours.
    private static let deepest = 8

    init(rest: Substring) { self.rest = rest }

    mutating func literal(depth: Int) -> PythonLiteral? {
      skip()
      switch rest.first {
      case "(", "[":
        guard depth < Self.deepest else { return nil }
        return list(depth: depth)
      case "'", "\"": return text()
      default: return number()
      }
    }

    private mutating func list(depth: Int) -> PythonLiteral? {
      let end: Character = rest.removeFirst() == "(" ? ")" : "]"
      var items: [PythonLiteral] = []
      while true {
        skip()
        if rest.first == end {
          rest.removeFirst()
          return .list(items)
        }
        guard let item = literal(depth: depth + 1) else { return nil }
        items.append(item)
        skip()
        if rest.first == "," { rest.removeFirst() } else if rest.first != end { return nil }
      }
    }

    /// Texts that follow one another are one, as Python has it.
    private mutating func text() -> PythonLiteral? {
      var whole = ""
      while let quote = rest.first, quote == "'" || quote == "\"" {
        rest.removeFirst()
        while let character = rest.popFirst(), character != quote {
          guard character != "\n" else { return nil }
          if character == "\\", let escaped = rest.popFirst() { whole.append(escaped) } else { whole.append(character) }
        }
        skip()
      }
      return .text(whole)
    }

    private mutating func number() -> PythonLiteral? {
      let digits = rest.prefix { $0.isNumber || $0 == "-" }
      rest = rest.dropFirst(digits.count)
      return Int(digits).map { .number($0) }
    }

    /// Passes over white space and remarks.
    private mutating func skip() {
      while let character = rest.first {
        if character == "#" {
          rest = rest.drop { $0 != "\n" }
        } else if character.isWhitespace {
          rest.removeFirst()
        } else {
          return
        }
      }
    }
  }
}
