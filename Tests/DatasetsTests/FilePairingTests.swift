import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct FilePairingTests {
  private static func pairs(_ first: [String], _ second: [String]) throws -> [String] {
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
    let pairing = try FilePairing(folders[0], folders[1], firstPath: "first", secondPath: "second")
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
