import Basics
import Datasets
import Segmentation
import TestSupport
import Testing

/// YAML made to use up memory or stack is refused before it does.
struct YAMLDocumentTests {
  /// Nine lists of nine aliases each: 9^9 values in 300 bytes.
  private static let bomb: String = {
    var lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in 1..<9 {
      lines.append(
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",") + "]")
    }
    return lines.joined(separator: "\n")
  }()

  /// What is refused, by a name for the log, and a word of the reason.
  private static let documents: [String: (yaml: String, word: String)] = [
    "aliases of aliases": (bomb, "aliases"),
    "too long": ("classes: [" + String(repeating: "{name: a}, ", count: 120_000) + "]", "bytes are too many"),
    "brackets": (String(repeating: "[", count: 200_000), "YAML"),
    "braces": (String(repeating: "{a: ", count: 100_000), "YAML"),
    "dashes": (String(repeating: "- ", count: 100_000), "YAML"),
    "alias of nothing": ("a: *a", "YAML"),
    "alias of itself": ("a: &a [*a]", "YAML"),
  ]

  @Test(arguments: documents.keys.sorted())
  func isRefusedAsClassesAndAsConfiguration(_ name: String) throws {
    let (yaml, word) = try #require(Self.documents[name])
    for read in [
      { _ = try ClassTable(yaml: yaml, path: "mine.yaml") },
      { _ = try TrainingConfiguration.decode(yaml, over: TrainingConfiguration(), path: "mine.yaml") },
    ] as [() throws -> Void] {
      let error = #expect(throws: ConfigurationError.self) { try read() }
      #expect(error?.description.hasPrefix("mine.yaml: ") == true)
      #expect(error?.description.contains(word) == true, "\(String(describing: error).prefix(300))")
    }
  }

  @Test func aliasesOfAnOrdinaryFileAreFollowed() throws {
    let table = try ClassTable(
      yaml: "classes: [{name: a, values: &v [1, 2]}, {name: b, values: []}]\nignore: {values: []}", path: "c.yaml")
    #expect(table.classes.map(\.values) == [[1, 2], []])
  }
}
