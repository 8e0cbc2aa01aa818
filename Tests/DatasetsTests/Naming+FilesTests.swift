import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

@Suite final class NamingFilesTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func add(_ name: String, _ text: String) throws -> URL {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file
  }

  @Test func aMatchFoundOnOneSplitScoresAnother() throws {
    let first = Scores(
      ConfusionMatrix(masks: [0, 0, 1], classes: [1, 1, 0]), classes: NamedClass.named("a", "b"), rule: .manyToOne,
      images: 1)
    for text in [try first.json(), try first.naming.json()] {
      let naming = try Naming(contentsOf: add("first.json", text))
      #expect(naming.classOfCluster == [1, 0])
      #expect(naming == first.naming)
      // The best match of these pixels would be the other way round; cluster 2 was not met before.
      let second = try MaskEvaluation().scores(
        ConfusionMatrix(masks: [0, 0, 1, 2], classes: [0, 0, 1, 1]), naming: naming, images: 1)
      #expect(second.pixelAccuracy == 0)
      #expect(second.naming.classOfCluster == [1, 0, nil])
      #expect(second.naming.rule == nil)
      #expect(second.table.contains("given matching"))
    }
  }

  @Test func filesWithoutANamingAndNamingsOfOtherClassesAreRefused() throws {
    let absent = folder.appending(path: "absent.json")
    let error = #expect(throws: NamingError.self) { try Naming(contentsOf: absent) }
    #expect(error?.description.hasPrefix("\(absent.path): ") == true && error?.reason.contains("no such file") == true)
    for text in ["{\"pixels\": 3}", "", "[1]", "{\"matching\": [1, \"a\"]}", "{\"matching\": [-1]}"] {
      let file = try add("other.json", text)
      #expect(throws: NamingError.self, "\(text)") { try Naming(contentsOf: file) }
    }
    let evaluation = MaskEvaluation(
      labels: LabelReading(valuesOf: LabelMeaning(classes: try ClassTable(yaml: "classes: [{name: a}]", path: "t"))))
    let naming = try Naming(contentsOf: add("few.json", "{\"matching\": [4, null]}"))
    #expect(naming.classes.count == 5 && naming.classOfCluster == [4, nil])
    #expect(throws: NamingError.otherClasses(path: "the naming", name: "4", known: ["a"])) {
      try evaluation.scores(ConfusionMatrix(masks: [0], classes: [0]), naming: naming, images: 1)
    }
  }

  @Test func scoresWithoutAModelAreReadAsNamesOfAnyModel() throws {
    let naming = try Naming(
      contentsOf: add(
        "scores.json",
        """
        {"match": "one-to-one", "matching": [1, null], "confusion": [[0, 5], [1, 1]], "pixelAccuracy": 1,
         "perClass": [{"name": "a", "colour": "#e69f00", "value": 7, "iou": null},
                      {"name": "b", "colour": "#010203", "value": 9, "iou": 1}]}
        """))
    #expect(naming.classes.map(\.name) == ["a", "b"] && naming.classes.map(\.values) == [[7], [9]])
    #expect(naming.classes.map { $0.colour(number: 0).hexString } == ["#e69f00", "#010203"])
    #expect(naming.rule == .oneToOne && naming.counts == [[0, 5], [1, 1]] && naming.model == nil)
  }

  @Test func masksAreToldByWhatLiesBesideThem() throws {
    #expect(try Naming.ofMasks(in: folder) == nil)
    let mask = try add("mask.png", "")
    // As before there was a names.json: clusters are told by their names, classes by theirs.
    _ = try add("classes.csv", MaskStyle(Naming(clusters: 2)).csv)
    #expect(try Naming.ofMasks(in: folder)?.naming.kind == .clusters)
    #expect(try Naming.written(beside: folder) == nil)
    let classes = [NamedClass(name: "a", colours: [.init(hex: 5)], values: [40])]
    let table = try add("classes.csv", MaskStyle(classes).csv)
    let told = try #require(try Naming.ofMasks(in: mask))
    #expect(told.naming.kind == .classes && told.naming.maskClasses == classes && told.file.path == table.path)
    // What is written down comes first, whatever the names are.
    let named = Naming([NamedClass(name: "cluster 0")], classOfCluster: [0], model: "aa")
    let names = try add("names.json", named.json())
    let written = try #require(try Naming.ofMasks(in: folder))
    #expect(written.naming.kind == .classes && written.naming.model == "aa" && written.file.path == names.path)
    // Another program's file says nothing, and one that was spoilt is an error.
    _ = try add("names.json", "{\"names\": []}")
    #expect(try Naming.ofMasks(in: folder)?.file.path == table.path)
    for spoilt in [try named.json().replacing("\"name\"", with: "\"nome\""), try named.json() + "}"] {
      _ = try add("names.json", spoilt)
      #expect(throws: NamingError.self) { try Naming.ofMasks(in: self.folder) }
    }
  }
}
