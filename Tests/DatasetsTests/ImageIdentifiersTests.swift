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
    let missing = try ImageIdentifiers(contentsOf: root.file("list.txt").path).select(from: &folder, path: "list")
    return (folder.items.map(\.relativePath), missing)
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
    let missing = try ImageIdentifiers((0..<100_000).map { "\($0).png" }).select(from: &folder, path: "list")
    #expect(folder.items.count == 1 && missing.count == 99_999)
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
