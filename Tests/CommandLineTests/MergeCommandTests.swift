import Foundation
import TesseraKit
import TestSupport
import Testing

/// Commands that work in shares, and the joining of what these write.
struct MergeCommandTests {
  /// Masks of clusters and their labels: names of several scripts, a large file among small ones, classes that only some
  /// files have, and ignored pixels.
  private static func scored() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 3)
    let names = ["a", "b, c", "größe/ä ö", "日本/東京", "z/1", "z/2", "z/10"]
    for (number, name) in names.enumerated() {
      let side = number == 2 ? 90 : 6 + number
      let classes = (0..<side * side).map { _ in UInt16(Int.random(in: 0..<3, using: &random) + (number > 3 ? 2 : 0)) }
      let clusters = classes.map { label in
        Int.random(in: 0..<4, using: &random) == 0 ? UInt16.random(in: 0..<4, using: &random) : (label + 1) % 5
      }
      let labels = classes.enumerated().map { $0 % 7 == number ? 255 : $1 * 10 }
      try folder.addLabels("masks/\(name).png", LabelMap(width: side, height: side, values: clusters))
      try folder.addLabels("labels/\(name).png", LabelMap(width: side, height: side, values: labels))
    }
    return folder
  }

  private static func run(_ folder: TemporaryFolder, _ arguments: [String]) throws -> TesseraCommand.Outcome {
    try TesseraCommand.run(arguments, in: folder.url)
  }

  /// Writes the counts of each share to `part-I.json`.
  private static func count(_ folder: TemporaryFolder, shares: Int, _ options: [String] = []) throws -> [String] {
    try (1...shares).map { index in
      let file = "part-\(index).json"
      let outcome = try run(
        folder, ["evaluate", "masks", "labels", "--shard", "\(index)/\(shares)", "--json", file] + options)
      #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.messages)")
      return file
    }
  }

  private static let tables = [
    "--json", "scores.json", "--per-image", "images.csv", "--per-class", "classes.csv", "--names", "names.json",
    "--markdown", "scores.md",
  ]

  @Test(
    arguments: [
      ["--match", "one-to-one"], ["--match", "many-to-one"], ["--match", "identity", "--boundary"],
      ["--label-offset", "10", "--match", "identity"], ["--ignore", "0,20"],
      ["--matching", "given.json", "--boundary"],
      ["--classes-file", "classes.yaml", "--boundary-tolerance", "1", "--matching", "given.json"],
      ["--classes-file", "classes.yaml"],
    ])
  func scoresOfAllSharesAreThoseOfOneRun(options: [String]) throws {
    let folder = try Self.scored()
    let classes = "classes: [{name: a, values: [0, 10]}, {name: b, values: [20, 30]}, {name: c, values: [40]}]"
    try folder.add("classes.yaml", Data(classes.utf8))
    var naming = Naming(["a", "b", "c"].map { NamedClass(name: $0) }, classOfCluster: [1, 0, nil, 2])
    naming.model = "0123456789abcdef"
    try folder.add("given.json", Data(naming.json().utf8))
    let whole = try Self.run(folder, ["evaluate", "masks", "labels"] + options + Self.tables)
    #expect(whole.status == 0, "\(whole.messages)")
    let files = Self.tables.filter { !$0.hasPrefix("--") }
    let expected = try files.map { try folder.data($0) }
    for shares in [1, 3, 11] {
      for file in files { try FileManager.default.removeItem(at: folder.url.appending(path: file)) }
      let parts = try Self.count(folder, shares: shares, options)
      let merged = try Self.run(folder, ["merge"] + parts.reversed() + Self.tables)
      #expect(merged.status == 0 && merged.output == whole.output, "\(merged.messages)\(merged.output)")
      for (file, data) in zip(files, expected) { #expect(try folder.data(file) == data, "\(file) of \(shares)") }
      let output = try Self.run(folder, ["merge"] + parts + ["--output", "-"])
      #expect(Data(output.output.utf8) == expected[0])
    }
  }

  @Test func sharesSayWhatTheyHaveAndEmptyOnesSucceed() throws {
    let folder = try Self.scored()
    let arguments = ["evaluate", "masks", "labels", "--json", "part.json", "--shard"]
    let first = try Self.run(folder, arguments + ["10/40"])
    #expect(first.status == 0 && first.messages.contains("share 10/40 has nothing to do"), "\(first.messages)")
    let all = try Self.run(folder, arguments + ["1/1"])
    #expect(all.status == 0 && all.messages.contains("share 1/1: 7 of 7 files"))
    for (share, words) in [
      ("0/4", "1/4 to 4/4"), ("5/4", "1/4 to 4/4"), ("four", "is written I/N"), ("1/0", "from 1 to 1000000"),
    ] {
      let outcome = try Self.run(folder, arguments + [share])
      #expect(outcome.status == 64 && outcome.messages.contains(words), "\(outcome.messages)")
    }
    let boundary = try Self.run(folder, arguments + ["1/2", "--boundary"])
    #expect(boundary.status == 64 && boundary.messages.contains("--matching"), "\(boundary.messages)")
    let table = try Self.run(folder, ["evaluate", "masks", "labels", "--shard", "1/2"])
    #expect(table.status == 64 && table.messages.contains("--json names the file"), "\(table.messages)")
  }

  @Test func sharesThatDoNotBelongTogetherAreNamed() throws {
    let folder = try Self.scored()
    let parts = try Self.count(folder, shares: 3)
    func refused(_ files: [String], _ words: String...) throws {
      let outcome = try Self.run(folder, ["merge"] + files + ["--json", "scores.json"])
      #expect(outcome.status == 1, "\(outcome.output)")
      for words in words { #expect(outcome.messages.contains(words), "\(outcome.messages)") }
      #expect(!folder.files().contains("scores.json"))
    }
    try refused([parts[0], parts[2]], "part-1.json", "1 is missing: 2")
    try refused(parts + [parts[1]], "is share 2, and so is", "part-2.json")
    try folder.add("cut.json", try folder.data("part-1.json").dropLast(40))
    try refused(["cut.json", parts[1], parts[2]], "cut.json")
    try folder.add("other.json", Data("{\"a\": 1}".utf8))
    try refused(["other.json"], "other.json", "holds no share")
    try refused(["absent.json"], "absent.json", "there is no such file")
    let text = String(decoding: try folder.data("part-1.json"), as: UTF8.self)
    try folder.add("odd.json", Data(text.replacingOccurrences(of: "\"cells\":[0,", with: "\"cells\":[70000,").utf8))
    try refused(["odd.json", parts[1], parts[2]], "odd.json", "do not fit")

    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/z/1.png"))
    let later = try Self.run(folder, ["evaluate", "masks", "labels", "--shard", "2/3", "--json", "later.json"])
    #expect(later.status == 0)
    try refused([parts[0], "later.json", parts[2]], "later.json", "share of 6 files, and", "one of 7", "vanished")
    _ = try Self.run(
      folder, ["evaluate", "masks", "labels", "--shard", "2/2", "--json", "rule.json", "--match", "many-to-one"])
    _ = try Self.run(folder, ["evaluate", "masks", "labels", "--shard", "1/2", "--json", "half.json"])
    try refused(["half.json", "rule.json"], "rule.json", "the rule many-to-one", "the rule one-to-one")
  }

  @Test func failuresOfSharesAreListedWithTheScores() throws {
    let folder = try Self.scored()
    try folder.add("masks/b, c.png", Data("no image".utf8))
    let whole = try Self.run(folder, ["evaluate", "masks", "labels", "--json", "whole.json"])
    #expect(whole.status == 1)
    let parts = try (1...4).map { index in
      let file = "part-\(index).json"
      let outcome = try Self.run(folder, ["evaluate", "masks", "labels", "--shard", "\(index)/4", "--json", file])
      #expect(outcome.status == (outcome.messages.contains("b, c.png") ? 1 : 0))
      return file
    }
    let merged = try Self.run(folder, ["merge"] + parts + ["--json", "scores.json"])
    #expect(merged.status == 1 && merged.messages.contains("b, c.png"), "\(merged.messages)")
    #expect(try folder.data("scores.json") == folder.data("whole.json"))
  }

  @Test func masksOfAllSharesAreThoseOfOneRun() throws {
    let folder = try SegmentCommandTests.trained()
    try folder.add("images/größe/日本.png", fixture: "textures/images/texture4.png")
    try folder.add("images/cut.png", Data(contentsOf: Fixtures.url("textures/images/texture4.png")).prefix(1500))
    let arguments = ["segment", "images", "--model", "run", "--output", "masks"]
    let whole = try Self.run(folder, arguments + ["--json", "whole.json"])
    #expect(whole.status == 1 && whole.messages.contains("cut.png"))
    let masks = folder.files(below: "masks")
    let expected = try masks.map { try folder.data("masks/\($0)") }
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks"))

    // All shares at once, as an array job runs them: more than there are images, and one twice.
    let started = try [1, 2, 3, 4, 5, 6, 7, 2].map { index in
      (index, try TesseraCommand.start(arguments + ["--resume", "--shard", "\(index)/7"], in: folder.url))
    }
    for (index, share) in started {
      share.process.waitUntilExit()
      let messages = try String(contentsOf: share.messages, encoding: .utf8)
      let failed = messages.contains("error: ")
      #expect(share.process.terminationStatus == (failed ? 1 : 0), "\(index): \(messages)")
      #expect(!failed || messages.contains("cut.png"), "\(messages)")
      try FileManager.default.removeItem(at: share.messages)
    }
    #expect(folder.files(below: "masks") == masks)
    for (name, data) in zip(masks, expected) { #expect(try folder.data("masks/\(name)") == data, "\(name)") }
    // Shares of two cuts, and the same share again, are refused or change nothing.
    let other = try Self.run(folder, arguments + ["--shard", "2/3"])
    #expect(other.status == 1 && other.messages.contains("already"), "\(other.messages)")
    for (name, data) in zip(masks, expected) { #expect(try folder.data("masks/\(name)") == data, "\(name)") }
  }

  @Test func aKilledShareIsResumedAndSummariesAreJoined() throws {
    let folder = try SegmentCommandTests.trained()
    let arguments = ["segment", "images", "--model", "run"]
    let whole = try Self.run(folder, arguments + ["--output", "masks", "--json", "whole.json"])
    #expect(whole.status == 0)
    let masks = folder.files(below: "masks")
    let expected = try masks.map { try folder.data("masks/\($0)") }
    for mask in ["0.png", "1.png", "2.png"] {
      try FileManager.default.removeItem(at: folder.url.appending(path: "masks/\(mask)"))
    }
    func share(_ index: Int, _ options: String...) throws -> TesseraCommand.Outcome {
      try Self.run(
        folder, arguments + ["--output", "masks", "--shard", "\(index)/2", "--json", "part-\(index).json"] + options)
    }
    #expect(try share(1).status == 0 && share(2).status == 0)
    let merged = try Self.run(folder, ["merge", "part-2.json", "part-1.json", "--json", "summary.json"])
    #expect(merged.status == 0 && merged.output.contains("3 files"), "\(merged.messages)\(merged.output)")
    #expect(try folder.data("summary.json") == folder.data("whole.json"))
    // As a kill leaves it: a mask is missing, and a half-written one lies there.
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/1.png"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/0.png"))
    try folder.add("masks/.1.png.abcd.partial", Data("half".utf8))
    #expect(try share(1).status == 0 || share(1, "--resume").status == 0)
    #expect(try share(2, "--resume").status == 0)
    #expect(folder.files(below: "masks").filter { !$0.hasSuffix(".partial") } == masks)
    for (name, data) in zip(masks, expected) { #expect(try folder.data("masks/\(name)") == data, "\(name)") }
    let kinds = try Self.run(folder, ["merge", "part-1.json", "whole.json"])
    #expect(kinds.status == 1 && kinds.messages.contains("whole.json: holds no share"), "\(kinds.messages)")
    let mosaic = try Self.run(
      folder, ["segment", "images", "--model", "run", "--output", "m", "--shard", "0/2"])
    #expect(mosaic.status == 64)
  }

  @Test func areasAndPolygonsOfAllSharesAreThoseOfOneRun() throws {
    let folder = try TemporaryFolder()
    for (number, name) in ["a", "b, c", "ü/日本", "x"].enumerated() {
      let values = (0..<40).map { UInt16(($0 * (number + 3) / 7) % 3) }
      try folder.addLabels("masks/\(name).png", LabelMap(width: 8, height: 5, values: values))
      try folder.add("masks/\(name).pgw", Data("10\n0\n0\n-10\n\(500_005 + 300 * number)\n5799995\n".utf8))
      try folder.add(
        "masks/\(name).prj",
        Data(#"PROJCS["ETRS89 / UTM zone 33N",UNIT["metre",1],AUTHORITY["EPSG","25833"]]"#.utf8))
    }
    let areas = try Self.run(folder, ["areas", "masks", "--csv", "areas.csv"])
    #expect(areas.status == 0, "\(areas.messages)")
    let map = try Self.run(folder, ["polygons", "masks", "--output", "map.geojson"])
    #expect(map.status == 0, "\(map.messages)")
    for shares in [1, 3, 6] {
      for index in 1...shares {
        let share = ["masks", "--shard", "\(index)/\(shares)"]
        let one = try Self.run(folder, ["areas"] + share + ["--json", "areas-\(index).json"])
        #expect(one.status == 0 && one.output.isEmpty, "\(one.messages)")
        let other = try Self.run(
          folder, ["polygons"] + share + ["--output", "map-\(index).geojson", "--overwrite"])
        #expect(other.status == 0, "\(other.messages)")
      }
      let merged = try Self.run(
        folder, ["merge"] + (1...shares).map { "areas-\($0).json" } + ["--output", "joined.csv"])
      #expect(merged.status == 0 && merged.output == areas.output, "\(merged.messages)")
      #expect(try folder.data("joined.csv") == folder.data("areas.csv"))
      let joined = try Self.run(
        folder, ["merge"] + (1...shares).map { "map-\($0).geojson" } + ["--output", "joined/map.geojson"])
      #expect(joined.status == 1 && joined.messages.contains("joined/map.geojson"))
      try FileManager.default.createDirectory(
        at: folder.url.appending(path: "joined"), withIntermediateDirectories: true)
      let again = try Self.run(
        folder, ["merge"] + (1...shares).map { "map-\($0).geojson" } + ["--output", "joined/map.geojson"])
      #expect(again.status == 0, "\(again.messages)")
      #expect(try folder.data("joined/map.geojson") == folder.data("map.geojson"))
      try FileManager.default.removeItem(at: folder.url.appending(path: "joined"))
    }
    let mixed = try Self.run(folder, ["merge", "areas-1.json", "map-2.geojson", "--output", "x"])
    #expect(mixed.status == 1 && mixed.messages.contains("holds polygons, and"))
    #expect(mixed.messages.contains("holds areas"))
    let simple = try Self.run(
      folder, ["polygons", "masks", "--shard", "2/6", "--output", "map-2.geojson", "--overwrite", "--simplify", "5"])
    #expect(simple.status == 0)
    let settings = try Self.run(folder, ["merge"] + (1...6).map { "map-\($0).geojson" } + ["--output", "x.geojson"])
    #expect(settings.status == 1 && settings.messages.contains("tolerance 5.0"), "\(settings.messages)")
  }

  @Test func groupsOfAllSharesAreThoseOfOneRun() throws {
    let folder = try Self.grouped()
    let whole = try Self.run(folder, ["group", "images", "--model", "run", "--output", "whole"])
    #expect(whole.status == 0, "\(whole.messages)")
    let arguments = ["group", "images", "--model", "run", "--output", "out", "--shard"]
    for index in 1...9 {
      let share = try Self.run(folder, arguments + ["\(index)/9"])
      #expect(share.status == 0 && share.output.isEmpty, "\(share.messages)")
    }
    let parts = folder.files(below: "out").map { "out/\($0)" }
    #expect(parts == (1...9).map { "out/groups-\($0)-of-9.json" })
    let merged = try Self.run(folder, ["merge"] + parts + ["--output", "out/groups.csv"])
    #expect(merged.status == 0 && whole.output.hasPrefix(merged.output), "\(merged.output)")
    #expect(try folder.data("out/groups.csv") == folder.data("whole/groups.csv"))
    let again = try Self.run(folder, arguments + ["3/9"])
    #expect(again.status == 1 && again.messages.contains("--overwrite"), "\(again.messages)")
    let training = try Self.run(folder, ["group", "images", "--output", "x", "--shard", "1/2"])
    #expect(training.status == 64 && training.messages.contains("--model"), "\(training.messages)")
  }

  /// Images in two sub-folders, and a model of `group` in `run`.
  static func grouped() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<6 {
      try folder.add("images/\(index < 3 ? "a" : "ü")/\(index).png", fixture: "textures/images/texture\(index).png")
    }
    let trunk = "network.trunk=[{channels: 8}, {pool: 2}, {residual: 8, blocks: 1, stride: 2}, {end: average}]"
    let outcome = try run(
      folder,
      [
        "group", "images", "--output", "run", "--steps", "2", "--set", "optimization.pairs=4", "--set",
        "method.iic.subheads=1", "--set", trunk, "--classes", "3", "--overclusters", "5",
      ])
    #expect(outcome.status == 0, "\(outcome.messages)")
    return folder
  }
}
