import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct GroupFoldersTests {
  /// Images of these paths below the folder, with their paths as contents.
  private static func groups(_ paths: [(String, Int)], in folder: TemporaryFolder) throws -> ImageGroups {
    let images = try paths.map { path, cluster in
      let url = folder.file("in/\(path)")
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(path.utf8).write(to: url)
      return GroupedImage(ImageFolder.Item(url: url, relativePath: path), cluster: cluster, probability: 1)
    }
    return ImageGroups(images, clusters: 3)
  }

  private static func contents(_ folder: TemporaryFolder) throws -> [String: String] {
    let root = folder.file("clusters")
    let found = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: found.compactMap { name in
        (try? String(contentsOf: root.appending(path: name), encoding: .utf8)).map { (name, $0) }
      })
  }

  @Test(arguments: [GroupFolders.Means.copy, .link])
  func imagesOfOneNameKeepTheirPathsApart(_ means: GroupFolders.Means) throws {
    let folder = try TemporaryFolder()
    let groups = try Self.groups([("a/1.png", 0), ("b/1.png", 0), ("b/ü 2.png", 2), ("b_1.png", 0)], in: folder)
    let folders = GroupFolders(folder.file("clusters"), means: means)
    #expect(try folders.write(groups).isEmpty)
    #expect(
      try Self.contents(folder) == [
        "cluster-00/a_1.png": "a/1.png", "cluster-00/b_1.png": "b/1.png", "cluster-00/_b_1.png": "b_1.png",
        "cluster-02/ü 2.png": "b/ü 2.png",
      ])
    let link = try? FileManager.default.destinationOfSymbolicLink(
      atPath: folder.file("clusters/cluster-00/a_1.png").path)
    #expect((link != nil) == (means == .link))
  }

  @Test func earlierFoldersGiveWayOnlyIfTheyMay() throws {
    let folder = try TemporaryFolder()
    let folders = GroupFolders(folder.file("clusters"), means: .copy)
    #expect(throws: Never.self) { try folders.check(replaces: false) }
    _ = try folders.write(try Self.groups([("a/1.png", 0)], in: folder))
    #expect(throws: DatasetError.self) { try folders.check(replaces: false) }
    #expect(throws: Never.self) { try folders.check(replaces: true) }
    _ = try folders.write(try Self.groups([("a/1.png", 1)], in: folder))
    #expect(try Self.contents(folder) == ["cluster-01/1.png": "a/1.png"])
  }

  @Test func anImageThatIsGoneIsListed() throws {
    let folder = try TemporaryFolder()
    let groups = try Self.groups([("a/1.png", 0), ("a/2.png", 0)], in: folder)
    try FileManager.default.removeItem(at: folder.file("in/a/1.png"))
    let failures = try GroupFolders(folder.file("clusters"), means: .copy).write(groups)
    #expect(failures.map { $0.path.hasSuffix("a/1.png") } == [true])
    #expect(try Self.contents(folder) == ["cluster-00/2.png": "a/2.png"])
  }
}
