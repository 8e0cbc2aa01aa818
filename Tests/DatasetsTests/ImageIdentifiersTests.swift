import Datasets
import Foundation
import TestSupport
import Testing

struct ImageIdentifiersTests {
  /// What a list selects of files of these names, and the entries that name nothing.
  private func selected(_ list: String, of names: [String]) throws -> (chosen: [String], missing: [String]) {
    let root = try TemporaryFolder()
    for name in names { try root.add("images/\(name)") }
    try root.write(Array(list.utf8), to: "list.txt")
    var folder = try ImageFolder([root.file("images").path])
    let remarks = try ImageIdentifiers(contentsOf: root.file("list.txt").path).select(from: &folder, path: "list")
    return (folder.items.map(\.relativePath), remarks.missing)
  }

  @Test(arguments: ["2_10", "top_potsdam_2_10", "a/top_potsdam_2_10_RGBIR.png", "top_potsdam_2_10_label.png"])
  func aSceneIsFoundUnderAllItsNames(_ identifier: String) throws {
    let names = ["a/top_potsdam_2_10_RGBIR.png", "a/top_potsdam_3_10_RGBIR.png"]
    let (chosen, missing) = try selected("\(identifier)\n7_13\n", of: names)
    #expect(chosen == ["a/top_potsdam_2_10_RGBIR.png"] && missing == ["7_13"])
    #expect(throws: DatasetError.noneListed(path: "list", entry: "7_13", example: "a/top_potsdam_2_10_RGBIR.png")) {
      try selected("7_13", of: names)
    }
  }

  @Test func anExactFileNameSelectsThatFileAlone() throws {
    let names = ["a.png", "a_mask.png", "a_rgb.png", "b.png"]
    #expect(try selected("a.png", of: names).chosen == ["a.png"])
    #expect(try selected("a", of: names).chosen == ["a.png"])
    #expect(try selected("a_mask", of: names).chosen == ["a_mask.png"])
  }

  @Test(arguments: [
    "./img/b.png", "img\\b.png", "C:\\data\\img\\b.png", "/home/other/set/b.png", "../b.png", "\"b.png\"", "b.png  ",
    "b.png # the best", "b 1", "b2 -1\nb -1", "img/b.png lab/b.png", "b.png\tlab/b_L.png", "b.png,building",
    "b;0.75", "image_id,class\nb,3", "\u{FEFF}b.png\r\n", "# all\n\n// of them\nb.png", "b.png\nb.png", "B.PNG",
    "b.tif",
  ])
  func listsOfAllKindsAreRead(_ list: String) throws {
    #expect(try selected(list, of: ["a.png", "b.png", "c.png"]).chosen == ["b.png"])
  }

  @Test func ofTwoColumnsTheOneThatFitsBestCounts() throws {
    let list = "/SegNet/CamVid/raw/0001TP_1.png /SegNet/CamVid/labels/0001TP_1_L.png"
    #expect(try selected(list, of: ["0001TP_1.png", "0001TP_2.png"]).chosen == ["0001TP_1.png"])
    #expect(try selected(list, of: ["0001TP_1_L.png", "0001TP_2_L.png"]).chosen == ["0001TP_1_L.png"])
  }

  @Test func namesWithSpacesDotsAndMarksAreWhole() throws {
    let names = ["my tile, 1.png", "img_v1.2.png", "img_v1.png", "x#1.png"]
    #expect(try selected("my tile, 1.png", of: names).chosen == ["my tile, 1.png"])
    #expect(try selected("img_v1.2", of: names).chosen == ["img_v1.2.png"])
    #expect(try selected("x#1.png", of: names).chosen == ["x#1.png"])
  }

  @Test func foldersTellFilesOfOneNameApart() throws {
    let names = ["train/1.jpg", "val/1.jpg"]
    #expect(try selected("1", of: names).chosen == names)
    #expect(try selected("/elsewhere/val/1.jpg", of: names).chosen == ["val/1.jpg"])
    // Which of the two is meant is not known.
    #expect(throws: DatasetError.self) { try selected("test/1.jpg", of: names) }
  }

  @Test func whatIsNoListIsRefused() throws {
    let root = try TemporaryFolder()
    try root.write(Array("\n# nothing\n".utf8), to: "empty")
    try root.write([0xFF, 0xFE, 0x80], to: "binary")
    for (path, reason) in [
      ("empty", "names nothing"), ("binary", "cannot be read as a list of names"), ("missing", "there is no such file"),
      ("", "is a folder"),
    ] {
      let path = path.isEmpty ? root.url.path : root.file(path).path
      #expect(throws: DatasetError.noList(path: path, reason: reason, known: [])) {
        try ImageIdentifiers(contentsOf: path)
      }
    }
  }

  @Test func longListsAreLookedUp() throws {
    let root = try TemporaryFolder()
    try root.add("images/99999.png")
    var folder = try ImageFolder([root.file("images").path])
    let remarks = try ImageIdentifiers((0..<100_000).map { "\($0).png" }).select(from: &folder, path: "list")
    #expect(folder.items.count == 1 && remarks.missing.count == 99_999)
  }

  /// Each of many lines is looked up once, though all images have the name that each line ends with.
  @Test func manyFilesOfOneNameAreToldApart() throws {
    let root = try TemporaryFolder()
    for number in 0..<1000 { try root.add("images/\(number)/rgb.png") }
    var folder = try ImageFolder([root.file("images").path])
    let lines = (500..<20_000).map { "/far/\($0)/rgb.png 1" }
    let remarks = try ImageIdentifiers(lines).select(from: &folder, path: "list")
    #expect(folder.items.count == 500 && remarks.missing.count == 19_000)
  }

  /// A score is no image, though an image has its name and the image of its line is missing.
  @Test(arguments: [
    "a 1\nmissing 1\nb 1", "id,class\na,1\nmissing,1\nb,1", "a;1\nmissing;1\nb;1", "1\ta\n1\tmissing\n1\tb",
  ])
  func oneColumnHoldsForTheWholeList(_ list: String) throws {
    let (chosen, missing) = try selected(list, of: ["1.png", "a.png", "b.png"])
    #expect(chosen == ["a.png", "b.png"] && missing.count == 1 && missing.first?.contains("missing") == true)
  }

  @Test func zerosBeforeNumbersMayBeLeftOut() throws {
    let names = ["train2017/000000000139.jpg", "train2017/000000001390.jpg"]
    #expect(try selected("139", of: names).chosen == ["train2017/000000000139.jpg"])
    #expect(try selected("image_id,class\n1390,3", of: names).chosen == ["train2017/000000001390.jpg"])
    // The equal name comes first.
    #expect(try selected("7", of: ["7.png", "007.png"]).chosen == ["7.png"])
  }

  @Test(arguments: [
    ("ids", ["a.png"], []), ("dot", ["b.png"], []), ("two", ["b.png"], []), ("voc", ["b.png"], ["b2 -1"]),
  ])
  func theListsOfTheFixturesAreRead(_ name: String, _ chosen: [String], _ missing: [String]) throws {
    var folder = try ImageFolder([Fixtures.url("lists/images").path])
    let list = try ImageIdentifiers(contentsOf: Fixtures.url("lists/\(name).txt").path)
    #expect(try list.select(from: &folder, path: name).missing == missing)
    #expect(folder.items.map(\.relativePath) == chosen)
  }

  @Test func aListOfOtherImagesIsQuotedAsItStands() throws {
    var folder = try ImageFolder([Fixtures.url("lists/images").path])
    let list = try ImageIdentifiers(contentsOf: Fixtures.url("lists/camvid.txt").path)
    let entry =
      "/SegNet/CamVid/701_StillsRaw_full/0001TP_006690.png /SegNet/CamVid/LabeledApproved_full/0001TP_006690_L.png"
    #expect(throws: DatasetError.noneListed(path: "camvid.txt", entry: entry, example: "a.png")) {
      try list.select(from: &folder, path: "camvid.txt")
    }
  }

  @Test func theListsOfKnownDataSetsAreRead() throws {
    // Pascal VOC: Segmentation/train.txt and Main/aeroplane_train.txt.
    let voc = ["2007_000032.jpg", "2007_000039.jpg", "2007_000063.jpg"]
    #expect(try selected("2007_000032\n2007_000063\n", of: voc).chosen == ["2007_000032.jpg", "2007_000063.jpg"])
    #expect(try selected("2007_000032  1\n2007_000039 -1\n", of: voc).chosen == ["2007_000032.jpg", "2007_000039.jpg"])
    // LandCover.ai: names of tiles.
    let tiles = ["M-33-20-D-c-4-2_0.jpg", "M-33-20-D-c-4-2_10.jpg"]
    #expect(try selected("M-33-20-D-c-4-2_0\n", of: tiles).chosen == ["M-33-20-D-c-4-2_0.jpg"])
    // LoveDA: paths below the root, images beside labels.
    let loveda = ["Rural/images_png/0.png", "Rural/masks_png/0.png", "Urban/images_png/0.png"]
    #expect(
      try selected("Rural/images_png/0.png\tRural/masks_png/0.png", of: loveda).chosen == ["Rural/images_png/0.png"])
    // Kaggle: quoted fields that hold commas, and an index before the names.
    #expect(
      try selected(",image_id,class\n0,\"a, b.png\",2\n1,c.png,1", of: ["a, b.png", "c.png", "d.png"]).chosen
        == ["a, b.png", "c.png"])
  }

  @Test func listsOfPowerShellAreRead() throws {
    let root = try TemporaryFolder()
    for name in ["a.png", "b.png"] { try root.add("images/\(name)") }
    var text = Data([0xFF, 0xFE])
    text.append("b.png\r\n".data(using: .utf16LittleEndian) ?? Data())
    try root.write([UInt8](text), to: "list.txt")
    var folder = try ImageFolder([root.file("images").path])
    #expect(
      try ImageIdentifiers(contentsOf: root.file("list.txt").path).select(from: &folder, path: "list").missing.isEmpty)
    #expect(folder.items.map(\.relativePath) == ["b.png"])
  }

  @Test func anotherCaseIsToldUnlessTheNameIsEqual() throws {
    let root = try TemporaryFolder()
    for name in ["a.png", "B.PNG"] { try root.add("images/\(name)") }
    let all = try ImageFolder([root.file("images").path])
    var folder = all
    let remarks = try ImageIdentifiers(["A.PNG", "B.PNG"]).select(from: &folder, path: "list")
    #expect(folder.items.count == 2 && remarks.missing.isEmpty && remarks.inOtherCase == ["A.PNG": "a.png"])
  }

  @Test func anEndAfterADotIsPartOfTheName() throws {
    #expect(throws: DatasetError.self) { try selected("img_v1.2", of: ["img_v1.png"]) }
    #expect(try selected("img_v1.2.tif", of: ["img_v1.png", "img_v1.2.png"]).chosen == ["img_v1.2.png"])
  }

  @Test(arguments: ["a/../b.png", "../../b.png", "b.png/", "'b.png'", "b.png;", "x/b.png # a.png"])
  func oddPathsLeadToTheirFile(_ list: String) throws {
    #expect(try selected(list, of: ["a.png", "b.png"]).chosen == ["b.png"])
  }

  @Test func longAndUnprintableEntriesAreCutInMessages() throws {
    let entry = "x\u{1B}[2J" + String(repeating: "y", count: 5000)
    let error = #expect(throws: DatasetError.self) { try selected(entry, of: ["a.png"]) }
    let text = try #require(error?.description)
    #expect(text.contains("'x [2Jyyy") && text.contains("...'") && text.count < 350)
  }

  @Test func aHeadingThatNamesAnImageIsAnEntry() throws {
    #expect(try selected("image\n", of: ["image.png", "b.png"]).chosen == ["image.png"])
    let (chosen, missing) = try selected("image\nb\n", of: ["a.png", "b.png"])
    #expect(chosen == ["b.png"] && missing.isEmpty)
  }
}

extension TemporaryFolder {
  /// An empty file, with the folders above it.
  fileprivate func add(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: file(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try write([], to: name)
  }
}
