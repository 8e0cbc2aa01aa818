import Datasets
import Foundation
import Testing

struct ImageIdentifiersTests {
  @Test(arguments: ["2_10", "top_potsdam_2_10", "a/top_potsdam_2_10_RGBIR.png", "top_potsdam_2_10_label.png"])
  func aSceneIsFoundUnderAllItsNames(_ identifier: String) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root.appending(path: "a"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for name in ["top_potsdam_2_10_RGBIR.png", "top_potsdam_3_10_RGBIR.png"] {
      try Data().write(to: root.appending(path: "a/\(name)"))
    }
    var folder = try ImageFolder([root.path])
    #expect(try ImageIdentifiers([identifier, "7_13"]).select(from: &folder, path: "list") == 1)
    #expect(folder.items.map(\.relativePath) == ["a/top_potsdam_2_10_RGBIR.png"])
    #expect(throws: DatasetError.noneListed(path: "list", example: "a/top_potsdam_2_10_RGBIR.png")) {
      try ImageIdentifiers(["7_13"]).select(from: &folder, path: "list")
    }
  }
}
