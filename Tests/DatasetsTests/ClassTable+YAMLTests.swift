import Datasets
import Testing

struct ClassTableYAMLTests {
  @Test func oddNamesSurviveYAML() throws {
    let names = ["no", "5", "a: b", "# x", "say \"x\" \\", "two\nlines", "\u{1}", " space ", "école", "日本", "", "-"]
    let table = try ClassTable(
      classes: names.enumerated().map { NamedClass(name: $1, values: [UInt16($0)]) }, ignoredValues: [])
    #expect(try ClassTable(yaml: table.yaml(), path: "t") == table)
  }
}
