import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct NamingJSONTests {
  private static func read(_ text: String) throws -> Naming {
    try JSONDecoder().decode(Naming.self, from: Data(text.utf8))
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var labelValues = Naming(
      [NamedClass(name: "wood, \"old\"\n[1]", colours: [.init(hex: 0x10203), .init(hex: 9)], values: [4, 700])],
      classOfCluster: [nil, 0, 0], model: "0123456789abcdef", map: "overclustering")
    labelValues.writesLabelValues = true
    var noData = Naming(clusters: 2)
    noData.marksNoData = true
    #expect(try noData.json().contains("\"noData\" : true") && !Naming(clusters: 2).json().contains("noData"))
    for naming in [
      noData, Naming(clusters: 3), NamingTests.found(.manyToOne), NamingTests.found(.identity), labelValues,
    ] {
      #expect(try Self.read(naming.json()) == naming)
    }
  }

  @Test func mergesAreKeptAndScribblesPassedOver() throws {
    var naming = NamingTests.found(.manyToOne)
    naming.merges = [[0, 1], [3, 0]]
    let text = try naming.json()
    #expect(try Self.read(text) == naming)
    let more = text.replacing("\"kind\" :", with: "\"scribbles\" : [{\"class\" : 0}], \"kind\" :")
    #expect(try Self.read(more) == naming)
  }

  @Test(arguments: ["[[0]]", "[[1, 1]]", "[[0, 4]]", "[[-1, 0]]", "[[0, 1, 2]]", "[0, 1]"])
  func mergesOfOtherThanTwoClustersAreRefused(_ merges: String) throws {
    let text = try NamingTests.found(.manyToOne).json().replacing(
      "\"kind\" :", with: "\"merges\" : \(merges), \"kind\" :")
    #expect(throws: DecodingError.self) { try Self.read(text) }
  }

  @Test func thePageNamesEachClassOnce() throws {
    let text = try NamingTests.found(.manyToOne).json().replacing("\"name\" : \"b\"", with: "\"name\" : \"a\"")
    // A person may write a list with one name for two values.
    #expect(try Self.read(text).classes.map(\.name) == ["a", "a"])
    for key in ["merges", "scribbles"] {
      let saved = text.replacing("\"kind\" :", with: "\"\(key)\" : [], \"kind\" :")
      #expect(throws: DecodingError.self) { try Self.read(saved) }
    }
  }

  @Test func listsLieOnOneLine() throws {
    let text = try NamingTests.found(.manyToOne).json()
    #expect(
      text == """
        {
          "classes" : [
            {
              "clusters" : [1, 3],
              "colours" : [],
              "name" : "a",
              "pixels" : [0, 1, 0, 1],
              "values" : [0]
            },
            {
              "clusters" : [0],
              "colours" : [],
              "name" : "b",
              "pixels" : [2, 0, 0, 1],
              "values" : [1]
            }
          ],
          "clusters" : 4,
          "format" : "tessera-names-1",
          "kind" : "classes",
          "match" : "many-to-one"
        }

        """)
  }

  @Test func peopleMayLeaveOutWhatIsClear() throws {
    let naming = try Self.read(
      """
      {"format": "tessera-names-1", "classes": [
        {"name": "road", "clusters": [4, 1]}, {"name": "sky", "colours": ["#0000ff"], "values": [9, 3]}, {"name": "sea"}]}
      """)
    #expect(naming.kind == .classes && naming.rule == nil && naming.counts == nil)
    #expect(naming.classOfCluster == [nil, 0, nil, nil, 0])
    #expect(naming.classes.map(\.values) == [[0], [9, 3], [2]])
    #expect(naming.classes[1].colours == [.init(hex: 0xFF)])
    #expect(naming.model == nil && naming.map == nil && !naming.writesLabelValues)
  }

  @Test(arguments: [
    (#""format": "tessera-names-2", "classes": [{"name": "a"}]"#, "tessera-names-2"),
    (#""classes": [{"name": "a"}]"#, "format"),
    (#""format": "tessera-names-1""#, "classes"),
    (#""format": "tessera-names-1", "classes": []"#, "0 classes"),
    (#""format": "tessera-names-1", "classes": [{"nome": "a"}]"#, "nome"),
    (#""format": "tessera-names-1", "classes": [{"name": "a"}], "modle": "x""#, "modle"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "colours": ["blue"]}]"#, "#rrggbb"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "values": [-1]}]"#, "-1 is no value"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "clusters": [3]}], "clusters": 3"#, "0 to 2"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "clusters": [-1]}]"#, "cluster -1"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "clusters": [9223372036854775807]}]"#, "clusters"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "clusters": [0, 0]}]"#, "listed twice"),
    (#""format": "tessera-names-1", "classes": [{"name": "a", "clusters": [0], "pixels": [1, 2]}]"#, "1 numbers"),
    (#""format": "tessera-names-1", "classes": [{"name": "a"}], "kind": "stuff""#, "stuff"),
  ])
  func whatIsWrongIsNamed(_ content: String, _ word: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "names.json")
    try Data("{\(content)}".utf8).write(to: file)
    let error = #expect(throws: NamingError.self) { try Naming(contentsOf: file) }
    #expect(error?.path == file.path)
    if content.contains("format") { #expect(error?.reason.contains(word) == true, "\(error?.reason ?? "")") }
  }
}
