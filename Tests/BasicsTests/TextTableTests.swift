import Basics
import Testing

struct TextTableTests {
  @Test func columnsAreAlignedByTheirKind() {
    let table = TextTable(
      heads: ["a", "name", "n"], rows: [["longer", "x", "10"], ["b", "long name", "7"]], leading: 2)
    #expect(table.text == "a       name        n\nlonger  x          10\nb       long name   7\n")
  }

  @Test func markdownKeepsCellsApart() {
    let table = TextTable(heads: ["class", "n"], rows: [["a|b\nc", "1"]])
    #expect(table.markdown == "| class | n |\n|---|---:|\n| a\\|b c | 1 |\n")
  }
}
