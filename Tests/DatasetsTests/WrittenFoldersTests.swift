import Foundation
import Testing

import Datasets

struct WrittenFoldersTests {
  @Test func masksAndOverlaysInSubfoldersAreKnownByWhatLiesBesideThem() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.photographs("a.png", "out/overlays/x/a.png", "named/a.png")
    try files.labels("out/masks/x/a.png")
    for path in ["out/masks/names.json", "out/masks/classes.csv", "out/overlays/legend.svg", "named/names.json"] {
      try Data().write(to: files.url.appending(path: path))
    }
    let written = WrittenFolders(try files.folder().items).files.map(\.relativePath)
    #expect(written == ["out/masks/x/a.png", "out/overlays/x/a.png"])
    // A folder that was asked for counts.
    let masks = try ImageFolder([files.url.appending(path: "out/masks").path])
    #expect(WrittenFolders(masks.items).files.isEmpty)
    let images = try FolderSelection().images(in: files.folder(), path: "x")
    #expect(images.folder.items.map(\.relativePath) == ["a.png", "named/a.png"])
    #expect(images.written.count == 2)
  }
}
