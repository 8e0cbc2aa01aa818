import Basics
import Datasets
import Foundation
import TestSupport
import Testing

struct OutputFolderTests {
  private let folder: TemporaryFolder
  private let items: [ImageFolder.Item]

  init() throws {
    folder = try TemporaryFolder()
    let url = folder.url
    items = ["a.jpg", "s/b.png"].map { ImageFolder.Item(url: url.appending(path: "in/\($0)"), relativePath: $0) }
  }

  @Test func filesLieUnderTheStemsOfTheirImages() {
    let output = OutputFolder(folder.file("out"), pathExtension: "png")
    #expect(items.map { output.item(for: $0).relativePath } == ["a.png", "s/b.png"])
  }

  @Test func existingFilesAreRefusedKeptOrReplaced() throws {
    let output = OutputFolder(folder.file("out"), pathExtension: "png")
    #expect(try output.pending(items, existing: .refuse) == items)
    try output.prepare(for: items[1])
    try folder.write([1], to: "out/s/b.png")
    #expect(throws: DatasetError.wouldReplace(path: output.url.path, count: 1)) {
      try output.pending(items, existing: .refuse)
    }
    #expect(try output.pending(items, existing: .keep) == [items[0]])
    #expect(try output.pending(items, existing: .replace) == items)
  }

  @Test func noInputIsReplaced() throws {
    let output = OutputFolder(folder.file("in"), pathExtension: "png")
    try output.prepare(for: items[1])
    try folder.write([1], to: "in/s/b.png")
    #expect(throws: DatasetError.wouldReplaceInput(path: items[1].url.path)) {
      try output.pending(items, existing: .replace)
    }
  }

  @Test func aTextOfTheFolderGivesWayOnlyIfItMay() throws {
    let output = OutputFolder(folder.file("out"), pathExtension: "png")
    try output.write("a", name: "classes.csv", replaces: false)
    try output.write("a", name: "classes.csv", replaces: false)
    #expect(throws: DatasetError.differs(path: folder.file("out/classes.csv").path)) {
      try output.write("b", name: "classes.csv", replaces: false)
    }
    try output.write("b", name: "classes.csv", replaces: true)
    #expect(try bytes(of: folder.file("out/classes.csv")) == Array("b".utf8))
  }
}
