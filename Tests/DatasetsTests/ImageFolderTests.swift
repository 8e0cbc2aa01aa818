import Basics
import Datasets
import Foundation
import Imaging
import TestSupport
import Testing

struct ImageFolderTests {
  private let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "tessera \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  private func add(_ path: String, _ contents: Data? = nil) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try (contents ?? Data(contentsOf: Fixtures.url("textures/images/texture0.png"))).write(to: file)
  }

  private func remove() { try? FileManager.default.removeItem(at: root) }

  @Test func findsImagesBelowInOrderAndPassesOverTheRest() throws {
    defer { remove() }
    try add("b.png")
    try add("a/line\nbreak ü.JPG")
    try add("-dash.jpeg")
    try add("no extension")
    try add("notes.txt", Data("text".utf8))
    try add("scan.psd", Data("II*\0".utf8))
    try add(".hidden.png")
    try add(".cache/c.png")
    let folder = try ImageFolder([root.path])
    #expect(folder.items.map(\.relativePath) == ["-dash.jpeg", "a/line\nbreak ü.JPG", "b.png", "no extension"])
    #expect(folder.items.map(\.stem) == ["-dash", "a/line\nbreak ü", "b", "no extension"])
    #expect(folder.unsupported == ["psd": 1])
    #expect(folder.failures.isEmpty)
  }

  @Test func linkedFoldersAreWalkedOnceAndLoopsEnd() throws {
    defer { remove() }
    try add("real/a.png")
    try FileManager.default.createSymbolicLink(
      at: root.appending(path: "real/up"), withDestinationURL: root)
    try FileManager.default.createSymbolicLink(
      at: root.appending(path: "other"), withDestinationURL: root.appending(path: "real"))
    try FileManager.default.createSymbolicLink(
      at: root.appending(path: "dangling.png"), withDestinationURL: root.appending(path: "nowhere"))
    #expect(try ImageFolder([root.path]).items.count == 1)
  }

  @Test func theOutputFolderIsNotWalked() throws {
    defer { remove() }
    try add("a.png")
    try add("out/masks/a.png")
    let folder = try ImageFolder([root.path], excluding: root.appending(path: "out"))
    #expect(folder.items.map(\.relativePath) == ["a.png"])
  }

  @Test func whatIsGivenTwiceIsTakenOnce() throws {
    defer { remove() }
    try add("a.png")
    try add("sub/a.png")
    let twice = try ImageFolder([root.path, root.path + "/a.png", root.path + "/../" + root.lastPathComponent])
    #expect(twice.items.map(\.relativePath) == ["a.png", "sub/a.png"])
    try twice.checkStems()
  }

  @Test func imagesOfOneStemAreRefused() throws {
    defer { remove() }
    try add("a.jpg")
    try add("sub/a.png")
    try ImageFolder([root.path]).checkStems()
    try add("a.png")
    let error = #expect(throws: DatasetError.self) { try ImageFolder([root.path]).checkStems() }
    #expect(
      error
        == .equalStems(
          path: root.appending(path: "a.jpg").path, otherPath: root.appending(path: "a.png").path, count: 1))
    // Files of two folders given side by side meet as well.
    #expect(throws: DatasetError.self) {
      try ImageFolder([root.path + "/a.jpg", root.path + "/sub/a.png"]).checkStems()
    }
  }

  @Test func emptyAndMissingFoldersAreRefused() throws {
    defer { remove() }
    #expect(throws: DatasetError.noImages(paths: [root.path], unsupported: [])) { try ImageFolder([root.path]) }
    #expect(throws: DatasetError.notFound(path: root.path + "/x")) { try ImageFolder([root.path + "/x"]) }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser can list every folder"))
  func aFolderWithoutPermissionIsNamed() throws {
    defer { remove() }
    try add("closed/a.png")
    try add("open/b.png")
    let closed = root.appending(path: "closed")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: closed.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: closed.path) }
    let folder = try ImageFolder([root.path])
    #expect(folder.items.map(\.relativePath) == ["open/b.png"])
    #expect(folder.failures.map(\.path) == [closed.path])
    #expect(throws: DatasetError.self) { try ImageFolder([closed.path]) }
  }

  @Test func pairsAreFoundByPathWithoutExtension() throws {
    defer { remove() }
    for path in ["images/a.png", "images/s/a.png", "images/only.png", "labels/a.jpg", "labels/s/a.png", "labels/b.png"]
    {
      try add(path)
    }
    let (images, labels) = (
      try ImageFolder([root.path + "/images"]), try ImageFolder([root.path + "/labels"])
    )
    let pairing = try FilePairing(images, labels, firstPath: "images", secondPath: "labels")
    #expect(pairing.pairs.map(\.first.relativePath) == ["a.png", "s/a.png"])
    #expect(pairing.pairs.map(\.second.relativePath) == ["a.jpg", "s/a.png"])
    #expect(pairing.firstAlone.map(\.relativePath) == ["only.png"])
    #expect(pairing.secondAlone.map(\.relativePath) == ["b.png"])
  }

  @Test func whatCannotBeReachedIsNamed() throws {
    defer { remove() }
    try add("a.png")
    try add("@eaDir/a.png")
    try add(".thumbs/a.png")
    func path(_ name: String) -> String { root.appending(path: name).path }
    try FileManager.default.createSymbolicLink(atPath: path("gone.png"), withDestinationPath: "/nowhere/gone.png")
    try FileManager.default.createSymbolicLink(atPath: path("tiles"), withDestinationPath: "/nowhere/tiles")
    try FileManager.default.createSymbolicLink(atPath: path("notes.txt"), withDestinationPath: "/nowhere/notes.txt")
    try FileManager.default.createSymbolicLink(atPath: path("loop.png"), withDestinationPath: "loop.png")
    try FileManager.default.createSymbolicLink(atPath: path("again"), withDestinationPath: ".")
    mkfifo(path("pipe.png"), 0o600)
    // A name that is no UTF-8 cannot be written as a String.
    let bytes: [CChar] = Array(path("x").utf8CString.dropLast()) + [-1] + Array(".png".utf8CString)
    fclose(fopen(bytes, "w"))
    let folder = try ImageFolder([root.path])
    #expect(folder.items.map(\.relativePath) == ["a.png"])
    #expect(
      Set(folder.failures.map(\.path))
        == Set(["gone.png", "tiles", "loop.png", "pipe.png"].map(path) + [path("x") + "\\xff.png"]))
    #expect(folder.failures.first { $0.path == path("gone.png") }?.reason.contains("/nowhere/gone.png") == true)
  }

  @Test func aBrokenPathDoesNotHideTheOthers() throws {
    defer { remove() }
    try add("good/a.png")
    try FileManager.default.createDirectory(at: root.appending(path: "bad"), withIntermediateDirectories: true)
    for name in ["x.png", "y.png"] {
      try FileManager.default.createSymbolicLink(
        atPath: root.appending(path: "bad/\(name)").path, withDestinationPath: "/nowhere/\(name)")
    }
    let both = try ImageFolder([root.path + "/bad", root.path + "/good"])
    #expect(both.items.map(\.relativePath) == ["a.png"] && both.failures.count == 2)
    let error = #expect(throws: DatasetError.self) { try ImageFolder([root.path + "/bad"]) }
    #expect(error?.path == root.path + "/bad/x.png" && error?.description.contains("The other one") == true)
  }

  @Test func whatSystemsLeaveIsPassedOverWithoutAWord() throws {
    defer { remove() }
    try add("a.png")
    let folders = [
      "@eaDir", "__MACOSX", "#recycle", "$RECYCLE.BIN", "$Recycle.Bin", "System Volume Information",
      ".ipynb_checkpoints",
      ".Spotlight-V100", ".Trashes", "lost+found",
    ]
    for folder in folders { try add("\(folder)/b.png") }
    for file in ["Thumbs.db", "desktop.ini", ".DS_Store"] { try add(file, Data([0, 1, 2])) }
    try add("._a.png")
    let folder = try ImageFolder([root.path])
    #expect(folder.items.map(\.relativePath) == ["a.png"] && folder.failures.isEmpty && folder.unsupported.isEmpty)
    // A folder of such a name that is given itself is what the user wants.
    #expect(try ImageFolder([root.path + "/@eaDir"]).items.count == 1)
  }

  @Test func namesThatAreNoUTF8CountByTheirExtension() throws {
    defer { remove() }
    try add("a.png")
    for name in ["\u{1}.txt", "\u{1}.psd", "\u{1}", "\u{1}.JPG", ".\u{1}.png"] {
      let bytes: [CChar] =
        Array((root.path + "/").utf8CString.dropLast())
        + name.utf8CString.map { $0 == 1 ? -28 : $0 }
      fclose(fopen(bytes, "w"))
    }
    let folder = try ImageFolder([root.path])
    #expect(Set(folder.failures.map(\.path)) == [root.path + "/\\xe4", root.path + "/\\xe4.JPG"])
    #expect(folder.unsupported == ["psd": 1])
  }

  @Test func brokenLinksToFoldersOfVersionsAreNamed() throws {
    defer { remove() }
    try add("a.png")
    for name in ["tiles_v1.2", "notes.md"] {
      try FileManager.default.createSymbolicLink(
        atPath: root.appending(path: name).path, withDestinationPath: "/nowhere/\(name)")
    }
    #expect(try ImageFolder([root.path]).failures.map(\.path) == [root.path + "/tiles_v1.2"])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser can read every file"))
  func anUnreadableFileWithoutExtensionIsNamed() throws {
    defer { remove() }
    try add("a.png")
    try add("tile")
    try #require(chmod(root.appending(path: "tile").path, 0) == 0)
    #expect(try ImageFolder([root.path]).failures.map(\.path) == [root.path + "/tile"])
  }
}
