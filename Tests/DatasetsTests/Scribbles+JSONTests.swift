import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite struct ScribblesJSONTests {
  /// A file as the page saves it.
  static let text = """
    {
      "classes" : [
        {"clusters":[0,2],"colours":["#0000c0","#112233"],"name":"road","values":[4]},
        {"clusters":[],"colours":["#00ff00"],"name":"tree","values":[7]}
      ],
      "clusters" : 3,
      "format" : "tessera-names-1",
      "kind" : "classes",
      "map" : "overclustering",
      "merges" : [[0,2]],
      "model" : "0123456789abcdef",
      "scribbles" : [
        {"class":1,"height":60,"image":"a/b.png","points":[[1.5,2],[3,4.25]],"radius":2.5,"width":80},
        {"class":null,"height":60,"image":"a/b.png","points":[[1,2]],"radius":0,"width":80}
      ]
    }

    """

  /// What is wrong with the file after a change.
  private static func reason(_ old: String, _ new: String) throws -> String {
    let folder = try TemporaryFolder()
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    let file = try folder.write(Array(text.utf8), to: "names.json")
    do {
      _ = try Scribbles(contentsOf: file)
      return "nothing"
    } catch NamingError.notScribbles(let path, let reason) {
      #expect(path == file.path)
      return reason
    }
  }

  @Test func aFileHoldsNamesAndScribbles() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(Self.text.utf8), to: "names.json")
    let scribbles = try Scribbles(contentsOf: file)
    #expect(scribbles.classes.map(\.name) == ["road", "tree"])
    #expect(
      scribbles.strokes == [
        Scribbles.Stroke(
          image: "a/b.png", width: 80, height: 60, classNumber: 1, radius: 2.5, points: [SIMD2(1.5, 2), SIMD2(3, 4.25)]),
        Scribbles.Stroke(image: "a/b.png", width: 80, height: 60, classNumber: nil, radius: 0, points: [SIMD2(1, 2)]),
      ])
    let naming = try Naming(contentsOf: file)
    #expect(naming.classOfCluster == [0, nil, 0] && naming.merges == [[0, 2]])
    #expect(naming.model == "0123456789abcdef" && naming.map == "overclustering" && naming.rule == nil)
    let again = try JSONDecoder().decode(Scribbles.self, from: JSONEncoder().encode(scribbles))
    #expect(again == scribbles)
  }

  @Test func namesWithoutScribblesHaveNoStrokes() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(try Naming(clusters: 2).json().utf8), to: "names.json")
    #expect(try Scribbles(contentsOf: file) == Scribbles(classes: [], strokes: []))
  }

  @Test func whatIsWrongIsToldWithItsPlace() throws {
    #expect(try Self.reason("\"class\":1", "\"class\":2").contains("scribbles.[0]: is of class 2"))
    #expect(try Self.reason("\"class\":1", "\"class\":-1").contains("is of class -1"))
    #expect(try Self.reason("\"class\":1,", "").contains("the key class is missing"))
    #expect(try Self.reason("\"height\":60", "\"height\":-60").contains("scribbles.[0].height: -60 pixels"))
    #expect(try Self.reason("\"width\":80", "\"width\":0").contains("scribbles.[0].width: 0 pixels"))
    #expect(try Self.reason("\"radius\":2.5", "\"radius\":-1").contains("scribbles.[0].radius: -1.0 pixels"))
    #expect(try Self.reason("[[1,2]]", "[]").contains("scribbles.[1].points: has no point"))
    #expect(try Self.reason("[[1,2]]", "[[1]]").contains("is no point"))
    #expect(try Self.reason("[[1,2]]", "[[1,2e30]]").contains("is no point"))
    #expect(try Self.reason("\"image\":\"a/b.png\",\"points\":[[1.5", "\"points\":[[1.5").contains("image is missing"))
    #expect(try Self.reason("\"name\":\"tree\"", "\"name\":\"road\"").contains("the class road is named twice"))
  }

  @Test(arguments: [10, 300, 480]) func aFileThatIsCutIsRefused(_ length: Int) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Array(Self.text.utf8.prefix(length)), to: "names.json")
    #expect(throws: NamingError.self) { try Scribbles(contentsOf: file) }
    #expect(throws: NamingError.self) { try Naming(contentsOf: file) }
    #expect(throws: NamingError.self) { try Scribbles(contentsOf: folder.file("missing.json")) }
  }
}
