import Foundation
import TesseraKit
import TestSupport
import Testing

/// The scripts of `examples/`, on small folders shaped like the data sets.
struct ExamplesTests {
  private static let quick = [
    "--steps", "2", "--set", "optimization.pairs=2", "--set", "input.cropSize=32", "--set", "loss.radius=2",
  ]

  /// - Parameter path: what `PATH` is for the script; that of the tests unless given.
  private static func run(_ example: String, _ arguments: String..., path: String? = nil, in folder: TemporaryFolder)
    throws -> TesseraCommand.Outcome
  {
    let script = Fixtures.folder.deletingLastPathComponent().appending(path: "examples/\(example)/run").path
    let environment = path.map { ["PATH=\($0)"] } ?? []
    let program = ["--tessera", TesseraCommand.executable.path]
    return try TesseraCommand.run(
      environment + [script] + program + quick + arguments, of: URL(filePath: "/usr/bin/env"), in: folder.url)
  }

  private static func scores(_ folder: TemporaryFolder, _ path: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: folder.data(path)) as? [String: Any])
  }

  /// When each file was last written.
  private static func dates(_ folder: TemporaryFolder, _ path: String) throws -> [String: Date] {
    let names = folder.files(below: path)
    return try Dictionary(
      uniqueKeysWithValues: names.map { name in
        let file = folder.url.appending(path: "\(path)/\(name)")
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return (name, try #require(attributes[.modificationDate] as? Date))
      })
  }

  @Test func potsdamGoesFromTilesToAReportAndOnlyMakesWhatIsMissing() throws {
    let folder = try TemporaryFolder()
    let data = Fixtures.url("datasets/potsdam").path
    let outcome = try Self.run("potsdam", data, "out", in: folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let tiles = ["2_10", "2_13", "6_7"].map { "top_potsdam_\($0)_RGBIR.png" }
    #expect(folder.files(below: "out/masks") == ["classes.csv", "classes.qml", "names.json"] + tiles)
    #expect(folder.files(below: "out/finer") == ["classes.csv", "classes.qml", "names.json"] + tiles)
    #expect(folder.files(below: "out/overlays") == ["legend.svg"] + tiles)
    #expect(try Self.scores(folder, "out/scores.json")["images"] as? Int == 2)
    let finer = try Self.scores(folder, "out/finer.json")
    #expect((finer["perClass"] as? [[String: Any]])?.count == 6)
    let report = try String(decoding: folder.data("out/report.html"), as: UTF8.self)
    #expect(report.contains("ISPRS Potsdam") && report.contains("vegetation and trees"))
    #expect(outcome.output.contains("Open out/report.html"))
    #expect(try String(decoding: folder.data("out/model/config.yaml"), as: UTF8.self).contains("scale: 0.5"))
    // The network sees four bands, infrared among them, and two Sobel derivatives.
    let model = try SafetensorsFile(folder.data("out/model/model.safetensors"), path: "model.safetensors")
    #expect(model.tensors["trunk.features.0.weight"]?.shape.dimensions[1] == 6)

    let before = try Self.dates(folder, "out/masks")
    try FileManager.default.removeItem(at: folder.url.appending(path: "out/masks/\(tiles[1])"))
    let again = try Self.run("potsdam", data, "out", in: folder)
    #expect(again.status == 0, "\(again.messages)")
    let after = try Self.dates(folder, "out/masks")
    #expect(after.count == before.count && after[tiles[0]] == before[tiles[0]])

    // More steps change the model, and its masks are made anew.
    let further = try Self.run("potsdam", data, "out", "--steps", "3", in: folder)
    #expect(further.status == 0, "\(further.messages)")
    let last = try Self.dates(folder, "out/masks")
    #expect(last.count == before.count && last[tiles[0]] != before[tiles[0]])
  }

  @Test func potsdamTiffsAreConvertedOnce() throws {
    let folder = try TemporaryFolder()
    let names = [
      "4_Ortho_RGBIR/top_potsdam_2_10_RGBIR", "4_Ortho_RGBIR/top_potsdam_6_7_RGBIR",
      "5_Labels_for_participants/top_potsdam_2_10_label", "5_Labels_for_participants/top_potsdam_6_7_label",
    ]
    for name in names { try folder.add("potsdam/\(name).tif", fixture: "datasets/potsdam/\(name).png") }
    // Stands in for GDAL's program: copies the file, and writes where it lies.
    let script = "#!/bin/sh\ncp \"$4\" \"$5\"\necho '<PAMDataset/>' >\"$5.aux.xml\"\n"
    let converter = try folder.add("bin/gdal_translate", Data(script.utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: converter.path)
    let path = "\(folder.url.path)/bin:/usr/bin:/bin"
    let outcome = try Self.run("potsdam", "potsdam", "out", path: path, in: folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("converting potsdam/4_Ortho_RGBIR/top_potsdam_6_7_RGBIR.tif"))
    #expect(folder.files(below: "out/png") == names.flatMap { ["\($0).png", "\($0).png.aux.xml"] })
    #expect(folder.files(below: "out/masks").contains("top_potsdam_6_7_RGBIR.png.aux.xml"))
    let again = try Self.run("potsdam", "potsdam", "out", path: path, in: folder)
    #expect(again.status == 0 && !again.messages.contains("converting"), "\(again.messages)")

    let empty = try TemporaryFolder()
    for name in ["4_Ortho_RGBIR", "5_Labels_for_participants"] { try empty.add("potsdam/\(name)/notes.txt", Data()) }
    let refused = try Self.run("potsdam", "potsdam", "out", in: empty)
    #expect(refused.status == 1 && refused.messages.contains("potsdam/4_Ortho_RGBIR holds neither"))
  }

  @Test func cocoStuffGoesFromPhotographsToAReport() throws {
    let folder = try TemporaryFolder()
    let outcome = try Self.run("coco-stuff", Fixtures.url("datasets/coco-stuff").path, "out", in: folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let photographs = ["000000000139.png", "000000000285.png"]
    #expect(folder.files(below: "out/masks") == photographs + ["classes.csv", "classes.qml", "names.json"])
    #expect(folder.files(below: "out/overlays") == photographs + ["legend.svg"])
    let scores = try Self.scores(folder, "out/scores.json")
    #expect(scores["images"] as? Int == 2 && (scores["ignored"] as? Int ?? 0) > 500)
    let report = try String(decoding: folder.data("out/report.html"), as: UTF8.self)
    #expect(report.contains("COCO-Stuff") && report.contains("plants"))
  }

  @Test func cocoStuffListsAreMadeFromTheLabelsWhereTheyAreMissing() throws {
    let folder = try TemporaryFolder()
    for (part, name) in [("train2017", "000000000009"), ("val2017", "000000000139")] {
      // Sky above ground: as large as the rule for the lists asks for.
      let values = (0..<360 * 360).map { UInt16($0 < 180 * 360 ? 105 : 123) }
      try folder.addLabels("coco/annotations/\(part)/\(name).png", LabelMap(width: 360, height: 360, values: values))
      try folder.addLabels("coco/images/\(part)/\(name).png", LabelMap(width: 360, height: 360, values: values))
      try folder.add("coco/annotations/\(part)/000000000001.png", fixture: "images/grey8.png")
    }
    let outcome = try Self.run("coco-stuff", "coco", "out", in: folder)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("1 of 2 qualify"))
    #expect(folder.files(below: "out/masks") == ["000000000139.png", "classes.csv", "classes.qml", "names.json"])
  }

  @Test(arguments: ["potsdam", "coco-stuff"])
  func whatIsMissingIsNamed(example: String) throws {
    let folder = try TemporaryFolder()
    let absent = try Self.run(example, "nowhere", "out", in: folder)
    let wanted = ["potsdam": "nowhere/4_Ortho_RGBIR", "coco-stuff": "nowhere/annotations/val2017"]
    #expect(absent.status == 1 && absent.messages.contains(wanted[example]!))
    #expect(absent.messages.contains("README.md"))
    #expect(folder.files().isEmpty)
    let unclear = try Self.run(example, "nowhere", in: folder)
    #expect(unclear.status == 64 && unclear.messages.contains("Usage"))
  }

  @Test func aFolderOfOtherFilesOrAnotherPresetIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.add("mine/masks/a.png", Data())
    let data = Fixtures.url("datasets/potsdam").path
    let other = try Self.run("potsdam", data, "mine", in: folder)
    #expect(other.status == 1 && other.messages.contains("mine holds other files"))
    #expect(folder.files(below: "mine") == ["masks/a.png"])
    try folder.add("out/preset", Data("short\n".utf8))
    let paper = try Self.run("potsdam", data, "out", "--paper", in: folder)
    #expect(paper.status == 1 && paper.messages.contains("another output folder"))
  }
}
