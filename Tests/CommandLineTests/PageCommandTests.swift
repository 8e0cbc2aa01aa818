import Foundation
import TesseraKit
import TestSupport
import Testing

/// `tessera page`: what it makes and what it refuses. `PageBrowserTests` tries the page itself.
struct PageCommandTests {
  /// A small model and its page, made once for all tests.
  static let prepared: Result<TemporaryFolder, any Error> = {
    // Nothing lets go of a folder that is kept for all tests.
    atexit { _ = try? FileManager.default.removeItem(at: PageCommandTests.prepared.get().url) }
    return Result { try made() }
  }()

  static let classesFile = """
    classes:
      - {name: stripes, values: [1], colours: ["#102030"]}
      - {name: "dots & <checks>", values: [0], colours: ["#a0b0c0"]}
      - {name: rest, values: [2]}

    """

  private static func made() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<8 {
      try folder.add("images/part/\(index).png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/part/\(index).png", fixture: "textures/labels/texture\(index).png")
    }
    try folder.add("few/part/2.png", fixture: "textures/labels/texture2.png")
    try folder.add("classes.yaml", Data(classesFile.utf8))
    for (name, seed) in [("run", "0"), ("other", "9")] {
      let trained = try run(
        ["train", "images", "--output", name, "--steps", "10", "--overclusters", "8", "--seed", seed]
          + RunCommandTests.quick, folder)
      #expect(trained.status == 0, "\(trained.messages)")
    }
    let outcome = try page(folder, "--classes-file", "classes.yaml")
    #expect(outcome.status == 0, "\(outcome.messages)")
    return folder
  }

  static func run(_ arguments: [String], _ folder: TemporaryFolder) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(arguments, in: folder.url)
  }

  /// Makes `page.html` or another page of the images.
  static func page(
    _ folder: TemporaryFolder, _ more: String..., model: String = "run", output: String = "page.html"
  ) throws -> TesseraCommand.Outcome {
    try run(["page", "images", "--model", model, "--output", output] + more, folder)
  }

  /// What the script of a page reads.
  static func content(_ folder: TemporaryFolder, _ page: String) throws -> [String: Any] {
    let text = String(decoding: try folder.data(page), as: UTF8.self)
    let start = try #require(text.range(of: "<script type=\"application/json\" id=\"data\">"))
    let end = try #require(text[start.upperBound...].range(of: "</script>"))
    let data = Data(text[start.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// A file as the page saves it.
  static func saved(_ folder: TemporaryFolder, model: String = "run") throws -> String {
    let naming = try Segmenter(SegmentationModel(contentsOf: folder.url.appending(path: model))).naming
    return """
      {"classes" : [{"name":"road","clusters":[0,3],"values":[0],"colours":["#804080"]},{"name":"tree","clusters":[5]}],
      "clusters" : 8, "format" : "tessera-names-1", "kind" : "classes", "map" : "overclustering",
      "merges" : [[0,1],[2,3],[4,5],[0,2],[4,6],[0,7]], "model" : "\(naming.model ?? "")",
      "scribbles" : [{"class":1,"height":96,"image":"part/0.png","points":[[3,4],[50.5,60]],"radius":4,"width":96}]}
      """
  }

  @Test func thePageIsOneFileThatNeedsNoOther() throws {
    let folder = try Self.prepared.get()
    let text = String(decoding: try folder.data("page.html"), as: UTF8.self)
    #expect(text.utf8.count < 20_000_000)
    // Nothing is loaded, and no name of a class ends the script.
    #expect(text.firstMatch(of: /(src|href)="(?!data:)/) == nil)
    #expect(text.contains("default-src 'none'") && !text.contains("<checks>"))
    let content = try Self.content(folder, "page.html")
    #expect(content["clusters"] as? Int == 8 && content["map"] as? String == "overclustering")
    let pieces = try #require(content["pieces"] as? [[String: Any]])
    #expect(
      (6...8).contains(pieces.count) && pieces.allSatisfy { ($0["image"] as? String)?.hasPrefix("part/") == true })
    let shares = try #require(content["shares"] as? [Double])
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect((content["merges"] as? [[Int]])?.count == 6)
  }

  @Test func theSameImagesGiveTheSamePage() throws {
    let folder = try Self.prepared.get()
    let outcome = try Self.page(
      folder, "--classes-file", "classes.yaml", "--threads", "1", output: "again.html")
    #expect(outcome.status == 0 && outcome.output.contains("again.html: a page to name 8 clusters in "))
    #expect(outcome.output.hasSuffix("open it in a browser\n") && outcome.messages.isEmpty)
    #expect(try folder.data("again.html") == folder.data("page.html"))
  }

  @Test func anotherPageIsNotReplacedUnlessAsked() throws {
    let folder = try Self.prepared.get()
    try folder.add("mine.html", Data("mine".utf8))
    let refused = try Self.page(folder, output: "mine.html")
    #expect(refused.status == 1 && refused.messages.contains("--overwrite"))
    #expect(try folder.data("mine.html") == Data("mine".utf8))
    #expect(try Self.page(folder, "--overwrite", output: "mine.html").status == 0)
    #expect(try folder.data("mine.html").count > 10_000)
    // An input stays, whatever is asked for.
    try folder.add("kept.json", Data(try Self.saved(folder).utf8))
    for input in ["images/part/3.png", "kept.json"] {
      let before = try folder.data(input)
      let own = try Self.page(folder, "--overwrite", "--names", "kept.json", output: input)
      #expect(own.status == 1 && own.messages.contains(input), "\(own.messages)")
      #expect(try folder.data(input) == before)
    }
  }

  @Test func labelledImagesNameTheClustersFromTheStart() throws {
    let folder = try Self.prepared.get()
    let outcome = try Self.page(
      folder, "--labels", "few", "--classes-file", "classes.yaml", output: "labelled.html")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let naming = try #require(try Self.content(folder, "labelled.html")["naming"] as? [String: Any])
    let segment = try Self.run(
      ["segment", "images/part/2.png", "--model", "run", "--output", "two", "--head", "overclustering"], folder)
    #expect(segment.status == 0, "\(segment.messages)")
    let scored = try Self.run(
      ["evaluate", "two", "few", "--match", "many-to-one", "--names", "two.json", "--classes-file", "classes.yaml"],
      folder)
    #expect(scored.status == 0, "\(scored.messages)")
    let expected = try Naming(contentsOf: folder.url.appending(path: "two.json"))
    let classes = try #require(naming["classes"] as? [[String: Any]])
    for (number, entry) in classes.enumerated() {
      #expect(entry["name"] as? String == expected.classes[number].name)
      let clusters = Set(entry["clusters"] as? [Int] ?? [])
      #expect(clusters.isSuperset(of: expected.clusters(showing: number)))
      let counts = try #require(expected.counts?.map { $0[number] })
      #expect(Array((entry["pixels"] as? [Int] ?? []).prefix(counts.count)) == counts)
    }
    #expect(outcome.messages.contains("of 8 clusters have a class by the labels"))
  }

  @Test func labelsOfOneClassAreRefused() throws {
    let folder = try Self.prepared.get()
    let one = LabelMap(width: 96, height: 96, values: [UInt16](repeating: 1, count: 96 * 96))
    try folder.addLabels("plain/part/3.png", one)
    let outcome = try Self.page(folder, "--labels", "plain", "--classes-file", "classes.yaml", output: "x.html")
    #expect(outcome.status == 1 && outcome.messages.contains("shows the class stripes only"), "\(outcome.messages)")
    let nothing = LabelMap(width: 96, height: 96, values: [UInt16](repeating: Label.none, count: 96 * 96))
    try folder.addLabels("plain/part/3.png", nothing)
    let ignored = try Self.page(folder, "--labels", "plain", "--classes-file", "classes.yaml", output: "x.html")
    #expect(ignored.status == 1 && ignored.messages.contains("nothing to score"), "\(ignored.messages)")
    try folder.addLabels("plain/part/3.png", LabelMap(width: 2, height: 1, values: [0, 1]))
    let small = try Self.page(folder, "--labels", "plain", "--classes-file", "classes.yaml", output: "x.html")
    #expect(small.status == 1 && small.messages.contains("plain/part/3.png"), "\(small.messages)")
    #expect(!folder.files().contains("x.html"))
  }

  @Test func aSavedFileIsGoneOnFrom() throws {
    let folder = try Self.prepared.get()
    try folder.add("saved.json", Data(try Self.saved(folder).utf8))
    let outcome = try Self.page(
      folder, "--names", "saved.json", "--classes-file", "classes.yaml", output: "further.html")
    #expect(outcome.status == 0, "\(outcome.messages)")
    let content = try Self.content(folder, "further.html")
    let classes = try #require((content["naming"] as? [String: Any])?["classes"] as? [[String: Any]])
    #expect(classes.compactMap { $0["name"] as? String } == ["road", "tree", "stripes", "dots & <checks>", "rest"])
    #expect(classes[0]["clusters"] as? [Int] == [0, 3] && classes[1]["clusters"] as? [Int] == [5])
    #expect((content["merges"] as? [[Int]])?.first == [0, 1])
    #expect((content["scribbles"] as? [[String: Any]])?.first?["image"] as? String == "part/0.png")
  }

  @Test func aFileThatDoesNotFitIsRefusedByName() throws {
    let folder = try Self.prepared.get()
    func refused(_ text: String, _ more: String...) throws -> String {
      try folder.add("bad.json", Data(text.utf8))
      let outcome = try Self.run(
        ["page", "images", "--model", "run", "--output", "x.html", "--names", "bad.json"] + more, folder)
      #expect(outcome.status == 1 && outcome.messages.contains("bad.json: "), "\(outcome.messages)")
      #expect(!folder.files().contains("x.html"))
      return outcome.messages
    }
    let text = try Self.saved(folder)
    #expect(try refused(String(text.prefix(200))).contains("tessera page"))
    let other = try Segmenter(SegmentationModel(contentsOf: folder.url.appending(path: "other"))).naming.model ?? ""
    #expect(try refused(Self.saved(folder, model: "other")).contains("the model \(other)"))
    #expect(try refused(text.replacing("\"tree\"", with: "\"road\"")).contains("road is named twice"))
    let unsaved = #"{"format":"tessera-names-1","classes":[{"name":"a"},{"name":"a","clusters":[1]}]}"#
    #expect(try refused(unsaved).contains("names the class a twice"))
    #expect(try refused(text.replacing("\"class\":1", with: "\"class\":2")).contains("scribbles.[0]: is of class 2"))
    #expect(try refused(text.replacing("\"overclustering\"", with: "\"other\"")).contains("the map other"))
    #expect(try refused(text, "--head", "main").contains("--head overclustering"))
  }

  @Test func imagesThatCannotBeReadAreListed() throws {
    let folder = try Self.prepared.get()
    try folder.add("mixed/cut.png", Data(contentsOf: Fixtures.url("textures/images/texture4.png")).prefix(1500))
    try folder.add("mixed/good.png", fixture: "textures/images/texture5.png")
    let arguments = ["page", "mixed", "--model", "run", "--output", "mixed.html"]
    let outcome = try Self.run(arguments, folder)
    #expect(outcome.status == 1 && outcome.messages.contains("cut.png"), "\(outcome.messages)")
    #expect(try (Self.content(folder, "mixed.html")["pieces"] as? [Any])?.count == 1)
    try FileManager.default.removeItem(at: folder.url.appending(path: "mixed/good.png"))
    let none = try Self.run(arguments + ["--overwrite"], folder)
    #expect(none.status == 1 && none.messages.contains("cut.png"), "\(none.messages)")
  }

  @Test func namesSayWhichMapTheyName() throws {
    let folder = try Self.prepared.get()
    try folder.add("map.json", Data(try Self.saved(folder).utf8))
    func masks(_ output: String, _ more: String...) throws -> [UInt16] {
      let outcome = try Self.run(["segment", "images", "--model", "run", "--output", output] + more, folder)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try (0..<8).flatMap {
        try LabelMap(contentsOf: folder.url.appending(path: "\(output)/part/\($0).png")).values
      }
    }
    let named = try masks("named", "--names", "map.json")
    let matched = try masks("matched", "--matching", "map.json", "--head", "overclustering")
    // Not compared within the expectation, which would list all pixels.
    let isSame = named == matched
    #expect(isSame)
    // Clusters 0 and 3 are the first class, cluster 5 the second, and the others show none.
    let clusters = try masks("clusters", "--head", "overclustering")
    let isNamed = named == clusters.map { [0, 3].contains($0) ? 0 : $0 == 5 ? 1 : UInt16(Label.noneByte) }
    #expect(isNamed)
    let painted = try Self.run(
      ["overlay", "images", "clusters", "--output", "painted", "--names", "map.json"], folder)
    #expect(painted.status == 0, "\(painted.messages)")
    let refused = try Self.run(
      ["segment", "images", "--model", "other", "--output", "x", "--names", "map.json"], folder)
    #expect(refused.status == 1 && refused.messages.contains("map.json: names the clusters of the model"))
  }
}
