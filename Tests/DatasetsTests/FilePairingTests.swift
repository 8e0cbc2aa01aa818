import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct FilePairingTests {
  private static func pairs(_ first: [String], _ second: [String], suffix: String? = nil) throws -> [String] {
    let root = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (side, names) in [("first", first), ("second", second)] {
      for name in names {
        let file = root.appending(path: "\(side)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: file)
      }
    }
    let folders = try ["first", "second"].map { try ImageFolder([root.appending(path: $0).path]) }
    let pairing = try FilePairing(folders[0], folders[1], firstPath: "first", secondPath: "second", suffix: suffix)
    return pairing.pairs.map { "\($0.first.relativePath) \($0.second.relativePath)" }
  }

  @Test func pathsBeforeNames() throws {
    #expect(try Self.pairs(["a/1.jpg", "b/1.jpg"], ["a/1.png"]) == ["a/1.jpg a/1.png"])
    #expect(try Self.pairs(["1.jpg", "2.jpg"], ["train/1.png", "train/3.png"]) == ["1.jpg train/1.png"])
    #expect(
      try Self.pairs(["x/1_leftImg8bit.png"], ["y/1_gtFine_labelIds.png"]) == [
        "x/1_leftImg8bit.png y/1_gtFine_labelIds.png"
      ])
  }

  @Test func namesOfPotsdam() throws {
    let images = ["top_potsdam_2_10_RGBIR.png", "top_potsdam_2_11_RGBIR.png"]
    #expect(
      try Self.pairs(images, ["top_potsdam_2_11_label_noBoundary.png"]) == [
        "top_potsdam_2_11_RGBIR.png top_potsdam_2_11_label_noBoundary.png"
      ])
    #expect(try Self.pairs(["top_potsdam_2_10_IRRG.png"], ["top_potsdam_2_10_RGB.png"]).count == 1)
  }

  @Test func foldersOfImagesAndOfLabels() throws {
    #expect(
      try Self.pairs(
        ["Rural/images_png/0.png", "Urban/images_png/0.png"], ["Rural/masks_png/0.png", "Urban/masks_png/0.png"])
        == ["Rural/images_png/0.png Rural/masks_png/0.png", "Urban/images_png/0.png Urban/masks_png/0.png"])
    #expect(try Self.pairs(["train/1.png"], ["trainannot/1.png"]).count == 1)
    #expect(try Self.pairs(["train-org-img/6651.png"], ["train-label-img/6651_lab.png"]).count == 1)
    #expect(try Self.pairs(["a b.png"], ["a b_json/label.png"]).count == 1)
  }

  @Test func anEndThatBelongsToTheNameStays() throws {
    #expect(
      try Self.pairs(["dress_m.jpg", "dress_l.jpg"], ["dress_m_mask.png", "dress_l_mask.png"])
        == ["dress_l.jpg dress_l_mask.png", "dress_m.jpg dress_m_mask.png"])
    #expect(
      try Self.pairs(["dress.jpg", "dress_l.jpg"], ["dress_mask.png", "dress_l_mask.png"])
        == ["dress.jpg dress_mask.png", "dress_l.jpg dress_l_mask.png"])
    #expect(
      try Self.pairs(["images/x_l.jpg", "images/x.jpg"], ["masks/x.png", "masks/x_l.png"])
        == ["images/x.jpg masks/x.png", "images/x_l.jpg masks/x_l.png"])
  }

  @Test func aSuffixThatIsGivenCountsAlone() throws {
    let images = ["a.jpg", "b.jpg"]
    let labels = ["a-1.png", "a-2.png", "b-1.png", "b.png"]
    #expect(try Self.pairs(images, labels, suffix: "-1") == ["a.jpg a-1.png", "b.jpg b-1.png"])
    #expect(try Self.pairs(["images/a_rgb.jpg"], ["masks/a-1.png"], suffix: "-1").count == 1)
    #expect(throws: DatasetError.self) { try Self.pairs(images, labels, suffix: "-3") }
  }

  @Test func twoSingleFilesPairWhateverTheirNames() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.labels("one/a.png", "two/b.png")
    let item = { (path: String) in try ImageFolder([files.url.appending(path: path).path]) }
    #expect(
      try FilePairing(item("one/a.png"), item("two/b.png"), firstPath: "1", secondPath: "2").pairs.count == 1)
    #expect(throws: DatasetError.self) {
      try FilePairing(item("one"), item("two"), firstPath: "1", secondPath: "2")
    }
    #expect(throws: DatasetError.self) {
      try FilePairing(item("one/a.png"), item("two"), firstPath: "1", secondPath: "2")
    }
  }

  @Test func aSuffixAloneIsNoReasonToPair() {
    #expect(throws: DatasetError.self) { try Self.pairs(["a_rgb.png"], ["b_label.png"]) }
    #expect(throws: DatasetError.self) { try Self.pairs(["_rgb.png"], ["_label.png"]) }
  }

  @Test func whatIsAmbiguousIsRefused() {
    #expect(throws: DatasetError.self) { try Self.pairs(["1_rgb.png"], ["1_label.png", "1_gt.png"]) }
    #expect(throws: DatasetError.self) { try Self.pairs(["1_rgb.png", "1_irrg.png"], ["1_label.png"]) }
    // The same names in many folders, of which none is the other side's.
    #expect(throws: DatasetError.self) { try Self.pairs(["a/1.png", "b/1.png"], ["c/1.png", "d/1.png"]) }
  }
}
