import Foundation
import TesseraKit
import TestSupport
import Testing

struct SegmentCommandTests {
  /// A folder with a model of two steps in `run` and three images.
  static func trained() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
    }
    // After two steps the overclusters are merged into nearly one.
    let outcome = try TesseraCommand.run(
      ["train", "images", "--output", "run", "--steps", "2", "--set", "segmentation.head=main"] + RunCommandTests.quick,
      in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return folder
  }

  @Test func writesAMaskForEachImageAndListsWhatItCannotRead() throws {
    let folder = try Self.trained()
    try folder.add("images/sub/cut.png", Data(contentsOf: Fixtures.url("textures/images/texture4.png")).prefix(1500))
    // The first bytes tell what a file is, not its name.
    try folder.add("images/sub/png inside.jpg", fixture: "textures/images/texture5.png")
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("sub/cut.png") && outcome.messages.contains("1 of 5"))
    #expect(
      folder.files(below: "masks") == [
        "0.png", "1.png", "2.png", "classes.csv", "classes.qml", "names.json", "sub/png inside.png",
      ])
  }

  @Test func twoImagesThatWouldWriteOneMaskAreRefusedBeforeAnyWork() throws {
    let folder = try Self.trained()
    try folder.add("images/0.jpg", fixture: "textures/images/texture5.png")
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("0.jpg") && outcome.messages.contains("0.png"))
    #expect(folder.files(below: "masks").isEmpty)
  }

  @Test func keepsMasksUnlessAskedAndResumesWhatIsMissing() throws {
    let folder = try Self.trained()
    func segment(_ options: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(
        ["segment", "images", "--model", "run", "--output", "masks"] + options, in: folder.url)
    }
    #expect(try segment().status == 0)
    let mask = try folder.data("masks/1.png")
    #expect(try segment().status == 1)
    try folder.add("masks/0.png", Data("mine".utf8))
    try FileManager.default.removeItem(at: folder.url.appending(path: "masks/1.png"))
    #expect(try segment("--resume").status == 0)
    #expect(try folder.data("masks/0.png") == Data("mine".utf8))
    #expect(try folder.data("masks/1.png") == mask)
    #expect(try segment("--overwrite").status == 0)
    #expect(try folder.data("masks/0.png") != Data("mine".utf8))
  }

  @Test func refusesToPutMasksOverTheirImages() throws {
    let folder = try Self.trained()
    let image = try folder.data("images/0.png")
    let outcome = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "images", "--overwrite", in: folder.url)
    #expect(outcome.status == 1)
    #expect(try folder.data("images/0.png") == image)
  }

  @Test func writesTheFinerMap() throws {
    let folder = try Self.trained()
    let outcome = try TesseraCommand.run(
      "segment", "images/0.png", "--model", "run", "--output", "masks", "--head", "overclustering", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let mask = try RasterFile.info(of: folder.url.appending(path: "masks/0.png"))
    #expect(mask.palette?.colours.count == IICSettings().overclusters)
  }

  @Test func aModelFileNeedsNothingBesideIt() throws {
    let folder = try Self.trained()
    try folder.add("alone/mine.safetensors", folder.data("run/model.safetensors"))
    for (model, output) in [("run", "masks"), ("alone/mine.safetensors", "alike")] {
      let outcome = try TesseraCommand.run("segment", "images", "--model", model, "--output", output, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    #expect(try folder.data("masks/0.png") == folder.data("alike/0.png"))
  }

  @Test func aModelCutShortOrOfAnotherNetworkIsRefusedByName() throws {
    let folder = try Self.trained()
    let model = try folder.data("run/model.safetensors")
    let configuration = try folder.data("run/config.yaml")
    try folder.add("cut/config.yaml", configuration)
    try folder.add("cut/model.safetensors", model.prefix(model.count / 2))
    // Models of earlier versions are described by the configuration beside them.
    let text = String(decoding: configuration, as: UTF8.self).replacingOccurrences(of: "classes: 3", with: "classes: 5")
    var earlier = try SafetensorsFile(model, path: "model")
    earlier.metadata = ["format": "tessera-model-1"]
    try folder.add("other/config.yaml", Data(text.utf8))
    try folder.add("other/model.safetensors", earlier.encoded())
    try folder.add("bare/model.safetensors", earlier.encoded())
    for (name, word) in [("cut", "cut short"), ("other", "head_B"), ("bare", "config.yaml"), ("absent", "absent")] {
      let outcome = try TesseraCommand.run(
        "segment", "images", "--model", name, "--output", "masks", in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.messages.contains(word) && outcome.messages.contains(name), "\(outcome.messages)")
    }
    #expect(folder.files(below: "masks").isEmpty)
  }

  @Test func anOutputThatCannotBeWrittenFailsAndLeavesNothing() throws {
    let folder = try Self.trained()
    try folder.add("masks", Data("a file where the folder should be".utf8))
    let outcome = try TesseraCommand.run("segment", "images", "--model", "run", "--output", "masks", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("masks") && outcome.messages.contains("cannot be created"))
    #expect(try folder.data("masks") == Data("a file where the folder should be".utf8))
  }

  @Test func writesColoursAndProbabilities() throws {
    let folder = try Self.trained()
    func segment(_ output: String, _ options: String...) throws {
      let outcome = try TesseraCommand.run(
        ["segment", "images", "--model", "run", "--output", output] + options, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    try segment("masks")
    try segment("colours", "--format", "color")
    try segment("shares", "--format", "probability")
    #expect(
      folder.files(below: "shares")
        == (0..<3).flatMap { image in (0..<3).map { "\(image).\($0).png" } } + ["classes.csv", "names.json"])
    #expect(try folder.data("shares/classes.csv") == folder.data("masks/classes.csv"))
    try segment("smooth", "--smoothing", "4")
    try segment("smoothShares", "--smoothing", "4", "--format", "probability")
    let smooth = try LabelMap(contentsOf: folder.url.appending(path: "smooth/1.png"))
    let most = try (0..<3).map {
      try LabelMap(contentsOf: folder.url.appending(path: "smoothShares/1.\($0).png")).values
    }
    for (place, cluster) in smooth.values.enumerated() {
      #expect(most[Int(cluster)][place] == most.map { $0[place] }.max())
    }
    let mask = try LabelMap(contentsOf: folder.url.appending(path: "masks/1.png"))
    #expect(mask != smooth)
    try segment("coarse", "--scale", "0.5")
    let fine = try (0..<3).map { try LabelMap(contentsOf: folder.url.appending(path: "masks/\($0).png")) }
    let coarse = try (0..<3).map { try LabelMap(contentsOf: folder.url.appending(path: "coarse/\($0).png")) }
    // A network that has hardly learned gives some images one cluster at any scale.
    #expect(coarse.map(\.width) == fine.map(\.width) && coarse.map(\.height) == fine.map(\.height) && coarse != fine)
    let refused = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "none", "--scale", "0", in: folder.url)
    #expect(refused.status != 0 && refused.messages.contains("input.scale"))
    let colours = try Raster(contentsOf: folder.url.appending(path: "colours/1.png"))
    #expect(colours.bands == 3)
    let planes = try (0..<3).map { try LabelMap(contentsOf: folder.url.appending(path: "shares/1.\($0).png")).values }
    guard case .uint8(let samples) = colours.samples else {
      Issue.record("8 bits are expected")
      return
    }
    for (place, cluster) in mask.values.enumerated() {
      let colour = Palette.standard[cluster]
      guard Array(samples[3 * place..<3 * place + 3]) == [colour.red, colour.green, colour.blue],
        planes.map({ $0[place] }).max() == planes[Int(cluster)][place],
        (254...256).contains(planes.reduce(0) { $0 + Int($1[place]) })
      else {
        Issue.record("pixel \(place) of cluster \(cluster)")
        return
      }
    }
    // A resumed run finds them complete.
    let again = try TesseraCommand.run(
      "segment", "images", "--model", "run", "--output", "shares", "--format", "probability", "--resume", in: folder.url
    )
    #expect(again.output.contains("3 were there already"))
  }

  @Test func writesClassesOnceClustersAreMatched() throws {
    let folder = try Self.trained()
    func segment(_ output: String, _ options: String...) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(["segment", "images", "--model", "run", "--output", output] + options, in: folder.url)
    }
    #expect(try segment("masks").status == 0)
    for index in 0..<3 { try folder.add("labels/\(index).png", fixture: "textures/labels/texture\(index).png") }
    try folder.add(
      "classes.yaml",
      Data(
        """
        classes:
          - {name: stripes, values: [40, 1], colours: ["#102030"]}
          - {name: rest, values: [0, 2]}
        """.utf8))
    let scored = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--classes-file", "classes.yaml", "--json", "scores.json", in: folder.url)
    #expect(scored.status == 0, "\(scored.messages)")
    #expect(try segment("classes", "--matching", "scores.json").status == 0)
    #expect(try segment("ids", "--matching", "scores.json", "--label-ids").status == 0)
    let scores = try Scores(contentsOf: folder.url.appending(path: "scores.json"))
    let mask = try LabelMap(contentsOf: folder.url.appending(path: "masks/2.png")).values
    func expected(_ values: [UInt16]) -> [UInt16] {
      mask.map { cluster in
        scores.naming.number(ofCluster: Int(cluster)).map { values[$0] } ?? 255
      }
    }
    #expect(try LabelMap(contentsOf: folder.url.appending(path: "classes/2.png")).values == expected([0, 1]))
    // The first value of each class.
    #expect(try LabelMap(contentsOf: folder.url.appending(path: "ids/2.png")).values == expected([40, 0]))
    let palette = try #require(try RasterFile.info(of: folder.url.appending(path: "classes/2.png")).palette)
    #expect(palette[0].hexString == "#102030")
    // Scored again, the classes match themselves.
    let again = try TesseraCommand.run(
      "evaluate", "classes", "labels", "--classes-file", "classes.yaml", "--json", "-", in: folder.url)
    #expect(try JSONDecoder().decode(Scores.self, from: Data(again.output.utf8)).pixelAccuracy == scores.pixelAccuracy)
    // Whatever their values are, the folder says which classes they mean.
    #expect(try segment("colours", "--matching", "scores.json", "--format", "color").status == 0)
    func asTheyAre(_ masks: String) throws -> TesseraCommand.Outcome {
      try TesseraCommand.run(
        "evaluate", masks, "labels", "--classes-file", "classes.yaml", "--match", "identity", "--json", "-",
        in: folder.url)
    }
    func accuracy(_ outcome: TesseraCommand.Outcome) throws -> Double {
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try JSONDecoder().decode(Scores.self, from: Data(outcome.output.utf8)).pixelAccuracy
    }
    for masks in ["classes", "ids", "colours"] {
      #expect(try accuracy(asTheyAre(masks)) == scores.pixelAccuracy, "\(masks)")
    }
    let one = try TesseraCommand.run(
      "evaluate", "masks/2.png", "labels", "--classes-file", "classes.yaml", "--matching", "scores.json", "--json", "-",
      in: folder.url)
    #expect(try accuracy(asTheyAre("classes/2.png")) == accuracy(one))
    let report = try TesseraCommand.run(
      "report", "classes", "--labels", "labels", "--classes-file", "classes.yaml", "--match", "identity", "--output",
      "report.html", in: folder.url)
    #expect(report.status == 0, "\(report.messages)")
    let page = String(decoding: try folder.data("report.html"), as: UTF8.self)
    let showsAccuracy = page.contains("<dd>\(String(format: "%.3f", scores.pixelAccuracy))</dd>")
    #expect(showsAccuracy)
    let clusters = try asTheyAre("masks")
    #expect(clusters.status == 1 && clusters.messages.contains("masks/names.json"), "\(clusters.messages)")
    #expect(clusters.messages.contains("leave out --match identity"))
    // Masks that were written before there was a names.json are told by their classes.csv.
    for masks in ["classes", "ids", "colours", "masks"] {
      try FileManager.default.removeItem(at: folder.url.appending(path: "\(masks)/names.json"))
    }
    for masks in ["classes", "ids", "colours"] {
      #expect(try accuracy(asTheyAre(masks)) == scores.pixelAccuracy, "\(masks)")
    }
    #expect(try asTheyAre("masks").messages.contains("masks/classes.csv: says that the masks hold clusters"))
    // A table of another program says nothing.
    try folder.add("ids/classes.csv", Data("id;Klasse\n0;Gr\u{E4}ser\n".utf8))
    #expect(try accuracy(asTheyAre("ids")) == scores.pixelAccuracy)
    try folder.add("classes.yaml", Data("classes: [{name: stripes}, {name: other}]".utf8))
    let strange = try asTheyAre("classes")
    #expect(strange.status == 1 && strange.messages.contains("the class rest"), "\(strange.messages)")

    let other = try segment("other", "--matching", "classes.yaml")
    #expect(other.status == 1 && other.messages.contains("classes.yaml"))
    #expect(try segment("other", "--label-ids").status == 64)
    try folder.add(
      "scores.json", Data(scores.json().replacing("\"matching\" : [", with: "\"matching\" : [0,0,0,0,").utf8))
    let more = try segment("other", "--matching", "scores.json")
    #expect(more.status == 1 && more.messages.contains("7 clusters") && more.messages.contains("--head"))
  }

  @Test func clustersThatNoMaskShowsAreTold() throws {
    let folder = try Self.trained()
    try folder.addImage(
      "plain/a.png", Raster(width: 48, height: 48, bands: 3, values: .init(repeating: 120, count: 48 * 48 * 3)))
    let outcome = try TesseraCommand.run(
      "segment", "plain", "--model", "run", "--output", "masks", "--head", "overclustering", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let shown = Set(try LabelMap(contentsOf: folder.url.appending(path: "masks/a.png"), as: .mask).values).count
    let clusters = try Naming(contentsOf: folder.url.appending(path: "masks/names.json")).classes.count
    try #require(shown < clusters)
    let verb = shown == 1 ? "occurs" : "occur"
    #expect(
      outcome.output.contains("1 mask of \(clusters) clusters\n\(shown) of \(clusters) clusters \(verb) in the masks\n")
    )
    let resumed = try TesseraCommand.run(
      "segment", "plain", "--model", "run", "--output", "masks", "--head", "overclustering", "--resume", in: folder.url)
    #expect(resumed.status == 0 && !resumed.output.contains("in the masks"))
  }
}
