import Basics
import Testing

@Suite struct JSONTextTests {
  @Test func keysAreSortedAndTheTextEndsWithALineEnd() throws {
    #expect(try JSONText.encode(["b": "x/y", "a": "1"]) == "{\n  \"a\" : \"1\",\n  \"b\" : \"x/y\"\n}\n")
  }

  @Test func listsOfNumbersAndColoursAreOnOneLine() throws {
    let text = JSONText.joiningLists(try JSONText.encode(["n": [1, 22, -3]]))
    #expect(text.contains("[1, 22, -3]"))
    let colours = JSONText.joiningLists(try JSONText.encode(["c": ["#00ff00", "#0000ff"]]))
    #expect(colours.contains("[\"#00ff00\", \"#0000ff\"]"))
    let names = try JSONText.encode(["names": ["wood", "water"]])
    #expect(JSONText.joiningLists(names) == names)
    #expect(JSONText.joiningLists(try JSONText.encode([String: [Int]](dictionaryLiteral: ("n", [])))).contains("[]"))
  }
}
