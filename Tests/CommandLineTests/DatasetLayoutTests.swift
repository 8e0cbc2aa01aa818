import Foundation
import TesseraKit
import TestSupport
import Testing

/// The folders of data sets as they are handed out.
struct DatasetLayoutTests {
  private static func fixture(_ path: String) -> String { Fixtures.url("datasets/\(path)").path }

  private static func scores(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func potsdamGoesFromTilesToScoresUnlabelledOnesIncluded() throws {
    let folder = try TemporaryFolder()
    let outcome = try TesseraCommand.run(
      ["run", Self.fixture("potsdam/4_Ortho_RGBIR"), "--alpha", "band", "--output", "out", "--labels"]
        + [Self.fixture("potsdam/5_Labels_for_participants_no_Boundary"), "--dataset", "potsdam-3", "--steps", "2"]
        + RunCommandTests.quick, in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("1 image has no label"))
    #expect(
      folder.files(below: "out/masks")
        == ["classes.csv", "classes.qml", "names.json"] + ["2_10", "2_13", "6_7"].map { "top_potsdam_\($0)_RGBIR.png" })
    // The clusters have been matched to classes, which the legend of the overlays names.
    let legend = try String(decoding: folder.data("out/overlays/legend.svg"), as: UTF8.self)
    #expect(legend.contains("vegetation and trees"))
    let scores = try Self.scores(String(decoding: folder.data("out/scores.json"), as: UTF8.self))
    #expect(scores["images"] as? Int == 2)
    let perClass = try #require(scores["perClass"] as? [[String: Any]])
    #expect(
      perClass.compactMap { $0["name"] as? String } == [
        "roads and cars", "buildings and clutter", "vegetation and trees",
      ])
    #expect((scores["ignored"] as? Int ?? 0) > 500)

    // The masks are found again by tile, whatever the label files are called.
    for labels in ["5_Labels_for_participants", "5_Labels_for_participants_no_Boundary"] {
      let again = try TesseraCommand.run(
        "evaluate", "out/masks", Self.fixture("potsdam/\(labels)"), "--dataset", "potsdam", "--ids", "potsdam-train",
        "--json", "-", in: folder.url)
      #expect(again.status == 0, "\(again.messages)")
      #expect(again.messages.contains("22 of the names in potsdam-train"))
      #expect(try Self.scores(again.output)["images"] as? Int == 2)
    }
    let overlay = try TesseraCommand.run(
      "overlay", Self.fixture("potsdam/2_Ortho_RGB"), "out/masks", "--output", "overlays", in: folder.url)
    #expect(overlay.status == 0, "\(overlay.messages)")
    #expect(folder.files(below: "overlays").filter { $0.hasSuffix(".png") }.count == 3)
  }

  /// A tree, the options that it takes, how many images and pairs it has, and the path of one mask.
  struct Tree: CustomTestStringConvertible {
    let root: String
    var options: [String] = []
    let images: Int
    let pairs: Int
    let mask: String

    var testDescription: String { root }
  }

  @Test(arguments: [
    Tree(
      root: "camvid", options: ["--dataset", "camvid"], images: 2, pairs: 2,
      mask: "701_StillsRaw_full/0001TP_006690.png"),
    Tree(
      root: "camvid-segnet", options: ["--dataset", "camvid"], images: 2, pairs: 2, mask: "train/0001TP_009210.png"),
    Tree(
      root: "cityscapes", options: ["--dataset", "cityscapes"], images: 3, pairs: 3,
      mask: "leftImg8bit/val/munster/munster_000000_000002_leftImg8bit.png"),
    Tree(root: "loveda", options: ["--dataset", "loveda"], images: 4, pairs: 4, mask: "Train/Rural/images_png/0.png"),
    Tree(root: "voc/VOC2012", options: ["--dataset", "voc"], images: 3, pairs: 2, mask: "JPEGImages/2007_000063.png"),
    Tree(
      root: "dubai", options: ["--dataset", "dubai"], images: 2, pairs: 2, mask: "Tile 2/images/image_part_001.png"),
    Tree(
      root: "deepglobe", options: ["--dataset", "deepglobe"], images: 3, pairs: 2, mask: "train/119_sat.png"),
    Tree(
      root: "vaihingen", options: ["--dataset", "vaihingen"], images: 2, pairs: 2,
      mask: "top/top_mosaic_09cm_area11.png"),
    Tree(
      root: "landcover-ai", options: ["--dataset", "landcover-ai"], images: 2, pairs: 2,
      mask: "output/M-33-20-D-c-4-2_0.png"),
    Tree(
      root: "floodnet", options: ["--dataset", "floodnet"], images: 2, pairs: 2, mask: "val/val-org-img/6653.png"),
    Tree(root: "labelme", images: 2, pairs: 2, mask: "über feld.png"),
    Tree(root: "supervisely", images: 2, pairs: 2, mask: "ds0/img/IMG_1.png"),
    Tree(root: "segments-ai", images: 2, pairs: 2, mask: "IMG_1.png"),
    Tree(root: "roboflow", images: 3, pairs: 3, mask: "tile0_jpg.rf.0f3a0b.png"),
    Tree(
      root: "potsdam",
      options: [
        "--dataset", "potsdam", "--images-match", "*_RGBIR.png", "--labels-match", "*_label.png",
      ], images: 3, pairs: 2, mask: "4_Ortho_RGBIR/top_potsdam_2_10_RGBIR.png"),
    Tree(
      root: "coco-stuff", options: ["--dataset", "coco-stuff-27"], images: 6, pairs: 6,
      mask: "images/val2017/000000000139.png"),
  ])
  func aWholeDataSetGoesFromItsRootToScores(_ tree: Tree) throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture(tree.root)
    let outcome = try TesseraCommand.run(
      ["run", root, "--output", "out", "--labels", root, "--steps", "2"] + RunCommandTests.quick + tree.options,
      in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let masks = folder.files(below: "out/masks").filter { $0.hasSuffix(".png") }
    #expect(masks.count == tree.images && masks.contains(tree.mask), "\(masks)")
    let scores = try Self.scores(String(decoding: folder.data("out/scores.json"), as: UTF8.self))
    #expect(scores["images"] as? Int == tree.pairs)
  }

  @Test func labelsAreLeftOutOfTheImagesWithTheOptionThatUsesThem() throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture("roboflow")
    for command in ["train", "run"] {
      let outcome = try TesseraCommand.run(
        [command, root, "--output", command, "--steps", "1"] + RunCommandTests.quick, in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(
        outcome.messages.contains("3 label maps are left out of the images, such as tile0_jpg.rf.0f3a0b_mask.png"))
      #expect(outcome.messages.contains("--labels \(root)"))
    }
    let segmented = try TesseraCommand.run("segment", root, "--model", "train", "--output", "masks", in: folder.url)
    #expect(segmented.status == 0 && segmented.messages.contains("evaluate MASKS \(root)"), "\(segmented.messages)")
    #expect(folder.files(below: "masks").filter { $0.hasSuffix(".png") }.count == 3)
    let evaluated = try TesseraCommand.run("evaluate", "masks", root, "--json", "-", in: folder.url)
    #expect(try Self.scores(evaluated.output)["images"] as? Int == 3)
    // All files are images where that is said.
    let all = try TesseraCommand.run(
      "segment", root, "--model", "train", "--output", "all", "--images-match", "*", in: folder.url)
    #expect(all.status == 0 && all.messages.isEmpty, "\(all.messages)")
    let again = try TesseraCommand.run("evaluate", "all", root, "--json", "-", in: folder.url)
    #expect(again.messages.contains("3 masks of label maps"), "\(again.messages)")
    #expect(try Self.scores(again.output)["images"] as? Int == 3)
    #expect(again.output == evaluated.output)
  }

  @Test func cityscapesTakesTheFilesThatTheClassesAreOf() throws {
    let folder = try TemporaryFolder()
    let labels = Self.fixture("cityscapes/gtFine/val")
    for (name, value) in ["frankfurt/frankfurt_000000_000000", "munster/munster_000000_000002"].map({ ($0, 7) }) {
      try folder.addLabels(
        "masks/\(name)_leftImg8bit.png",
        LabelMap(width: 96, height: 96, values: .init(repeating: UInt16(value), count: 9216)))
    }
    let ids = try TesseraCommand.run(
      "evaluate", "masks", labels, "--dataset", "cityscapes", "--match", "identity", "--json", "-", in: folder.url)
    #expect(ids.status == 0, "\(ids.messages)")
    #expect(
      ids.messages.contains("instanceIds.png; --labels-match") || ids.messages.contains("color.png; --labels-match"))
    // In train ids, 7 is a traffic sign, which is nowhere.
    let trainIds = try TesseraCommand.run(
      "evaluate", "masks", labels, "--dataset", "cityscapes-train", "--match", "identity", "--json", "-", in: folder.url
    )
    #expect(try #require(Self.scores(ids.output)["pixelAccuracy"] as? Double) > 0.2)
    #expect(try Self.scores(trainIds.output)["pixelAccuracy"] as? Double == 0)
    let chosen = try TesseraCommand.run(
      "evaluate", "masks", labels, "--dataset", "cityscapes-train", "--label-suffix", "_gtFine_color", "--json", "-",
      in: folder.url)
    let matched = try TesseraCommand.run(
      "evaluate", "masks", labels, "--dataset", "cityscapes", "--labels-match", "*_labelIds.png", "--json", "-",
      in: folder.url)
    for score in ["pixelAccuracy", "meanIoU", "pixels", "ignored"] {
      let (one, other) = (try Self.scores(chosen.output)[score], try Self.scores(matched.output)[score])
      #expect(try #require(one as? Double) == #require(other as? Double), "\(score)")
    }
  }

  @Test func singleFilesPairWhateverTheirNames() throws {
    let folder = try TemporaryFolder()
    try folder.add("photo of field.jpg", fixture: "datasets/roboflow/tile0_jpg.rf.0f3a0b.jpg")
    try folder.add("ground truth.png", fixture: "datasets/roboflow/tile0_jpg.rf.0f3a0b_mask.png")
    try folder.add("mask.png", fixture: "datasets/roboflow/tile0_jpg.rf.0f3a0b_mask.png")
    let scored = try TesseraCommand.run("evaluate", "mask.png", "ground truth.png", "--json", "-", in: folder.url)
    #expect(try Self.scores(scored.output)["pixelAccuracy"] as? Double == 1)
    let painted = try TesseraCommand.run(
      "overlay", "photo of field.jpg", "mask.png", "--output", "overlays", in: folder.url)
    #expect(painted.status == 0, "\(painted.messages)")
    #expect(folder.files(below: "overlays") == ["legend.svg", "photo of field.png"])
    let itself = try TesseraCommand.run("overlay", "mask.png", "mask.png", "--output", "itself", in: folder.url)
    #expect(itself.status == 1 && itself.messages.contains("the images themselves"))
  }

  @Test func whatNoPatternLeavesIsAnError() throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture("deepglobe")
    for (options, words) in [
      (
        ["--images-match", "*_mask.tif"],
        "no file there matches *_mask.tif; there are 5 files, such as train/119_mask.png"
      ),
      (["--exclude", "train/", "--exclude", "valid/*"], "match valid/*"),
    ] {
      let outcome = try TesseraCommand.run(["train", root, "--output", "run"] + options, in: folder.url)
      #expect(outcome.status == 1 && outcome.messages.contains(words), "\(outcome.messages)")
    }
  }

  @Test func twoLabelsForOneTileAreAnError() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/top_potsdam_2_10_RGBIR.png", LabelMap(width: 1, height: 1, values: [0]))
    for name in ["label", "label_noBoundary"] {
      try folder.addLabels("labels/top_potsdam_2_10_\(name).png", LabelMap(width: 1, height: 1, values: [0]))
    }
    let outcome = try TesseraCommand.run("evaluate", "masks", "labels", in: folder.url)
    #expect(outcome.status == 1)
    #expect(outcome.messages.contains("top_potsdam_2_10_label.png, ") && outcome.messages.contains("noBoundary"))
    #expect(outcome.messages.contains("--labels-match"))
    let chosen = try TesseraCommand.run("evaluate", "masks", "labels", "--label-suffix", "_label", in: folder.url)
    #expect(chosen.status == 0, "\(chosen.messages)")
  }

  @Test func cocoStuffIsScoredInItsThreeClasses() throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture("coco-stuff")
    // Copies of the labels serve as masks of the finest classes; folders and names alone pair alike.
    try FileManager.default.copyItem(
      at: Fixtures.url("datasets/coco-stuff/annotations"), to: folder.url.appending(path: "annotations"))
    for (masks, labels) in [
      ("annotations", "annotations"), ("annotations/val2017", "annotations"), ("annotations", "annotations/val2017"),
    ] {
      let outcome = try TesseraCommand.run(
        "evaluate", masks, "\(root)/\(labels)", "--dataset", "coco-stuff-3", "--ids",
        "\(root)/curated/val2017/Coco164kFew_Stuff_6.txt", "--match", "many-to-one", "--json", "-", in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let scores = try Self.scores(outcome.output)
      #expect(scores["images"] as? Int == 2)
      #expect(scores["pixelAccuracy"] as? Double == 1)
      // The person, the building and what is unlabelled.
      #expect((scores["ignored"] as? Int ?? 0) > 500)
    }
  }

  @Test func imagesAreChosenByTheirLabelsAsInThePaper() throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture("coco-stuff")
    let outcome = try TesseraCommand.run(
      "ids", "\(root)/annotations/train2017", "--dataset", "coco-stuff-3", "--side", "64", in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let list = "\(root)/curated/train2017/Coco164kFew_Stuff_6.txt"
    #expect(outcome.output == (try String(contentsOfFile: list, encoding: .utf8)))
    #expect(outcome.messages.contains("2 of 4 qualify"))
    // None of these small images has the sides that the standard asks for.
    let standard = try TesseraCommand.run("ids", "\(root)/annotations", "--dataset", "coco-stuff-3", in: folder.url)
    #expect(standard.status == 0 && standard.output.isEmpty)
    let train = try TesseraCommand.run(
      ["train", "\(root)/images/train2017", "--output", "run", "--ids", list, "--steps", "2"] + RunCommandTests.quick,
      in: folder.url)
    #expect(train.status == 0, "\(train.messages)")
    #expect(try TesseraCommand.run("ids", "potsdam-test", in: folder.url).output.split(separator: "\n").count == 14)
    let unclear = try TesseraCommand.run("ids", "\(root)/annotations", in: folder.url)
    #expect(unclear.status == 64 && unclear.messages.contains("--dataset"))
  }

  @Test func trainingLeavesOutWhatTheLabelsIgnore() throws {
    let folder = try TemporaryFolder()
    let root = Self.fixture("coco-stuff")
    func loss(_ name: String, _ options: String...) throws -> String {
      let outcome = try TesseraCommand.run(
        ["train", "\(root)/images/train2017", "--output", name, "--steps", "2"] + RunCommandTests.quick + options,
        in: folder.url)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let lines = String(decoding: try folder.data("\(name)/metrics.csv"), as: UTF8.self).split(separator: "\n")
      return String(lines.last?.split(separator: ",")[3] ?? "")
    }
    let masked = try loss("masked", "--mask-by", "\(root)/annotations", "--dataset", "coco-stuff-3")
    #expect(try loss("again", "--mask-by", "\(root)/annotations", "--dataset", "coco-stuff-3") == masked)
    #expect(try loss("whole") != masked)
    let absent = try TesseraCommand.run(
      "train", "\(root)/images", "--output", "x", "--mask-by", "absent", in: folder.url)
    #expect(absent.status == 1 && absent.messages.contains("absent"))
  }

  @Test func aListOfOtherImagesIsAnError() throws {
    let folder = try TemporaryFolder()
    try folder.addLabels("masks/a.png", LabelMap(width: 1, height: 1, values: [0]))
    for (name, text, word) in [("other", "b\nc\n", "a.png"), ("empty", "# none\n\n", "names nothing")] {
      try folder.add("\(name).txt", Data(text.utf8))
      let outcome = try TesseraCommand.run("evaluate", "masks", "masks", "--ids", "\(name).txt", in: folder.url)
      #expect(outcome.status == 1)
      #expect(outcome.messages.contains("\(name).txt") && outcome.messages.contains(word), "\(outcome.messages)")
    }
    let absent = try TesseraCommand.run("evaluate", "masks", "masks", "--ids", "absent", in: folder.url)
    #expect(absent.status == 1 && absent.messages.contains("potsdam-train"))
  }

  @Test func printedClassesServeAsAFileOfClasses() throws {
    let folder = try TemporaryFolder()
    let list = try TesseraCommand.run("classes", in: folder.url)
    #expect(list.status == 0)
    for name in ["potsdam", "potsdam-3", "coco-stuff-27", "camvid", "cityscapes", "loveda", "voc"] {
      #expect(list.output.split(separator: "\n").contains { $0.hasPrefix("\(name) ") }, "\(name)")
    }
    try folder.add("mine.yaml", Data(TesseraCommand.run("classes", "potsdam-3", in: folder.url).output.utf8))
    let labels = Self.fixture("potsdam/5_Labels_for_participants")
    try folder.addLabels(
      "masks/top_potsdam_6_7.png", LabelMap(width: 64, height: 64, values: .init(repeating: 0, count: 64 * 64)))
    let both = try [["--dataset", "potsdam-3"], ["--classes-file", "mine.yaml"]].map {
      try TesseraCommand.run(["evaluate", "masks", labels, "--json", "-"] + $0, in: folder.url).output
    }
    #expect(both[0] == both[1] && both[0].contains("roads and cars"))
    let unknown = try TesseraCommand.run("classes", "potsdm", in: folder.url)
    #expect(unknown.status == 1 && unknown.messages.contains("potsdam"))
  }

  @Test func labelsDamagedByCompressionAreReadOnRequest() throws {
    let folder = try TemporaryFolder()
    let label = try Raster(
      contentsOf: Fixtures.url("datasets/potsdam/5_Labels_for_participants/top_potsdam_6_7_label.png"))
    try folder.add("labels/6_7.jpg", Data())
    let writer = try RasterFile.create(
      folder.url.appending(path: "labels/6_7.jpg"), width: 64, height: 64,
      encoding: .jpeg(bands: 3, quality: 90))
    try writer.write(label)
    try writer.finish()
    try folder.addLabels("masks/6_7.png", LabelMap(width: 64, height: 64, values: .init(repeating: 0, count: 4096)))
    let strict = try TesseraCommand.run("evaluate", "masks", "labels", "--dataset", "potsdam", in: folder.url)
    #expect(strict.status == 1)
    #expect(strict.messages.contains("6_7.jpg: the colour #") && strict.messages.contains("--nearest-colour"))
    let lenient = try TesseraCommand.run(
      "evaluate", "masks", "labels", "--dataset", "potsdam", "--nearest-colour", in: folder.url)
    #expect(lenient.status == 0, "\(lenient.messages)")
  }
}
