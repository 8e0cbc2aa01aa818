import Foundation
import TesseraKit
import TestSupport
import Testing

/// `names.json`: written beside masks and by `evaluate --names`, read by `--matching`, and bound to its model.
struct NamesTests {
  private static let files = ["--classes-file", "classes.yaml"]

  /// Masks of the finer map, their labels, and the names and scores that match both.
  private static func prepared() throws -> TemporaryFolder {
    let folder = try SegmentCommandTests.trained()
    for index in 0..<3 { try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png") }
    try folder.add(
      "classes.yaml",
      Data(
        "classes:\n  - {name: stripes, values: [1], colours: [\"#102030\"]}\n  - {name: rest, values: [0, 2]}\n".utf8))
    try expectSuccess(folder, ["segment", "images", "--model", "run", "--output", "masks", "--head", "overclustering"])
    try expectSuccess(
      folder,
      ["evaluate", "masks", "labels", "--match", "many-to-one", "--names", "names.json", "--json", "scores.json"]
        + files)
    return folder
  }

  private static func expectSuccess(_ folder: TemporaryFolder, _ arguments: [String]) throws {
    let outcome = try TesseraCommand.run(arguments, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
  }

  private static func naming(_ folder: TemporaryFolder, _ path: String) throws -> Naming {
    try Naming(contentsOf: folder.url.appending(path: path))
  }

  @Test func moreThan256ClustersGoTheWholeWay() throws {
    let folder = try TemporaryFolder()
    for index in 0..<2 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
      try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png")
    }
    try Self.expectSuccess(
      folder,
      ["train", "images", "--output", "run", "--steps", "2", "--set", "method.iic.overclusters=300"]
        + ["--set", "method.iic.radius=1", "--set", "optimization.pairs=2", "--set", "input.cropSize=32"])
    try Self.expectSuccess(
      folder, ["segment", "images", "--model", "run", "--output", "masks", "--head", "overclustering"])
    let mask = try RasterFile.open(folder.url.appending(path: "masks/0.png"), as: .mask)
    let values = try #require(try mask.readLabels(96)).values
    #expect(values.allSatisfy { $0 < 300 })
    // The bit depth of a PNG is the 25th byte: 300 values do not fit into eight bits.
    #expect(try folder.data("masks/0.png")[24] == 16)
    #expect(try Self.naming(folder, "masks/names.json").classOfCluster.count == 300)
    try Self.expectSuccess(
      folder, ["evaluate", "masks", "labels", "--match", "many-to-one", "--names", "names.json"])
    #expect(try Self.naming(folder, "names.json").classes.count == 3)
    try Self.expectSuccess(
      folder, ["overlay", "images", "masks", "--output", "pictures", "--matching", "names.json"])
    #expect(folder.files(below: "pictures") == ["0.png", "1.png", "legend.svg"])
  }

  @Test func namesAndScoresGiveTheSameMasksAndPictures() throws {
    let folder = try Self.prepared()
    let (names, scores) = (try Self.naming(folder, "names.json"), try Self.naming(folder, "scores.json"))
    #expect(names.classOfCluster == scores.classOfCluster && names.counts == scores.counts)
    #expect(names.classes.map(\.values) == [[1], [0, 2]])
    let masks = try Self.naming(folder, "masks/names.json")
    #expect(masks.kind == .clusters && masks.map == "overclustering" && masks.model?.count == 16)
    for naming in [names, scores] { #expect(naming.model == masks.model && naming.map == masks.map) }
    for file in ["names", "scores"] {
      try Self.expectSuccess(
        folder,
        ["segment", "images", "--model", "run", "--output", "\(file)-masks", "--head", "overclustering", "--matching"]
          + ["\(file).json", "--label-ids"])
      try Self.expectSuccess(
        folder, ["overlay", "images", "masks", "--output", "\(file)-pictures", "--matching", "\(file).json"])
      try Self.expectSuccess(
        folder,
        ["evaluate", "masks", "labels", "--matching", "\(file).json", "--json", "\(file)-scores.json"] + Self.files)
      try Self.expectSuccess(
        folder,
        ["report", "masks", "--labels", "labels", "--matching", "\(file).json", "--output", "\(file).html"] + Self.files
      )
    }
    for path in ["masks/0.png", "masks/2.png", "masks/classes.csv"] {
      #expect(try folder.data("names-\(path)") == folder.data("scores-\(path)"), "\(path)")
    }
    for path in ["pictures/1.png", "pictures/legend.svg", "scores.json"] {
      #expect(try folder.data("names-\(path)") == folder.data("scores-\(path)"), "\(path)")
    }
    #expect(try folder.data("names.html") == folder.data("scores.html"))
    let written = try Self.naming(folder, "names-masks/names.json")
    #expect(written.kind == .classes && written.writesLabelValues && written.classes == names.classes)
    #expect(written.classOfCluster.compactMap { $0 }.count >= names.classOfCluster.compactMap { $0 }.count)
    // What was written beside the masks gives the same masks again.
    try Self.expectSuccess(
      folder,
      [
        "segment", "images", "--model", "run", "--output", "again", "--head", "overclustering", "--label-ids",
        "--matching",
      ]
        + ["names-masks/names.json"])
    #expect(try folder.data("again/1.png") == folder.data("names-masks/1.png"))
  }

  @Test func peopleNameClustersInTheFileBesideTheMasks() throws {
    let folder = try Self.prepared()
    let text = """
      {"format": "tessera-names-1", "map": "overclustering", "clusters": 24,
       "classes": [{"name": "rest", "clusters": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]},
                   {"name": "stripes", "colours": ["#ff0000"], "clusters": [12, 13, 14, 15, 16, 17, 18, 19, 20]}]}
      """
    try folder.add("mine.json", Data(text.utf8))
    try Self.expectSuccess(
      folder,
      [
        "segment", "images", "--model", "run", "--output", "mine", "--head", "overclustering", "--matching",
        "mine.json",
      ])
    let clusters = try LabelMap(contentsOf: folder.url.appending(path: "masks/1.png")).values
    let expected = clusters.map { $0 < 12 ? 0 : $0 < 21 ? 1 : 255 }
    #expect(try LabelMap(contentsOf: folder.url.appending(path: "mine/1.png")).values.map { Int($0) } == expected)
    // Classes are those of their names, whatever their order is.
    try Self.expectSuccess(
      folder, ["evaluate", "mine", "labels", "--match", "identity", "--json", "identity.json"] + Self.files)
    try Self.expectSuccess(
      folder, ["evaluate", "masks", "labels", "--matching", "mine.json", "--json", "matched.json"] + Self.files)
    func accuracy(_ file: String) throws -> Double {
      try Scores(contentsOf: folder.url.appending(path: file)).pixelAccuracy
    }
    #expect(try accuracy("identity.json") == accuracy("matched.json"))
    try folder.add("mine.json", Data(text.replacing("clusters", with: "cluster").utf8))
    let spoilt = try TesseraCommand.run(
      "overlay", "images", "masks", "--output", "x", "--matching", "mine.json", in: folder.url)
    #expect(spoilt.status == 1 && spoilt.messages.contains("mine.json: there is no key cluster"), "\(spoilt.messages)")
  }

  @Test func aNamingOfAnotherModelOrMapIsRefused() throws {
    let folder = try Self.prepared()
    try Self.expectSuccess(
      folder, ["train", "images", "--output", "other", "--steps", "2", "--seed", "9"] + RunCommandTests.quick)
    let masks = try Self.naming(folder, "masks/names.json")
    for file in ["names.json", "scores.json"] {
      let arguments = ["segment", "images", "--output", "x", "--matching", file]
      let model = try TesseraCommand.run(
        arguments + ["--model", "other", "--head", "overclustering"], in: folder.url)
      let other = try SegmentationModel(contentsOf: folder.url.appending(path: "other"))
      let fingerprint = try Segmenter(other).naming.model ?? "none"
      #expect(model.status == 1 && model.messages.contains(fingerprint), "\(model.messages)")
      #expect(model.messages.contains("\(file): ") && model.messages.contains(masks.model ?? "none"))
      #expect(model.messages.contains("tessera evaluate"))
      let map = try TesseraCommand.run(arguments + ["--model", "run", "--head", "main"], in: folder.url)
      #expect(map.status == 1 && map.messages.contains("--head overclustering"), "\(map.messages)")
    }
    try Self.expectSuccess(
      folder, ["segment", "images", "--model", "other", "--output", "other-masks", "--head", "overclustering"])
    for command in [
      ["evaluate", "other-masks", "labels"], ["overlay", "images", "other-masks", "--output", "x"],
      ["report", "other-masks", "--labels", "labels", "--output", "x.html"],
    ] {
      let refused = try TesseraCommand.run(command + ["--matching", "names.json"], in: folder.url)
      #expect(refused.status == 1 && refused.messages.contains(masks.model ?? "none"), "\(refused.messages)")
    }
    #expect(!folder.files().contains { $0.hasPrefix("x") })
    // Names that do not say whose clusters they are of are taken.
    let text = String(decoding: try folder.data("names.json"), as: UTF8.self)
    try folder.add(
      "unbound.json", Data(text.replacing(",\n  \"model\" : \"\(masks.model ?? "")\"", with: "").utf8))
    #expect(try Self.naming(folder, "unbound.json").model == nil)
    try Self.expectSuccess(folder, ["evaluate", "other-masks", "labels", "--matching", "unbound.json"] + Self.files)
  }
}
