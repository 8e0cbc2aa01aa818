/// A table as text for people, and as Markdown. The first columns are aligned to the left, and the others to the right.
package struct TextTable: Hashable, Sendable {
  package let heads: [String]
  package let rows: [[String]]
  /// Columns that are aligned to the left.
  private let leading: Int

  /// - Precondition: each row has a cell for each head.
  package init(heads: [String], rows: [[String]], leading: Int = 1) {
    precondition(rows.allSatisfy { $0.count == heads.count }, "each row has a cell for each head")
    self.heads = heads
    self.rows = rows
    self.leading = leading
  }

  /// A line for the heads and for each row.
  package var text: String {
    let lines = [heads] + rows
    let widths = heads.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = line.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - line[column].count)
        return column < leading ? line[column] + padding : padding + line[column]
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  package var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.map(Self.escaped).joined(separator: " | ") + " |\n" }
    let rule = heads.indices.map { $0 < leading ? "|---" : "|---:" }.joined() + "|\n"
    return line(heads) + rule + rows.map(line).joined()
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0.isNewline ? " " : $0 == "|" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
