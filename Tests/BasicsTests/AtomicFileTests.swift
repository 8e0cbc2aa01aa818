import Basics
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func theFileAppearsOnlyWhenCommitted() throws {
    let url = folder.file("new.bin")
    let file = try AtomicFile(at: url)
    try file.write([1, 2])
    try file.write([])
    try file.write([3])
    let during = try folder.names()
    #expect(during.count == 1 && during[0].hasPrefix(".new.bin.") && during[0].hasSuffix(".partial"))
    try file.commit()
    #expect(try folder.names() == ["new.bin"])
    #expect(try bytes(of: url) == [1, 2, 3])
    #expect(file.path == url.path)
  }

  @Test func anOlderFileStaysWholeUntilItIsReplaced() throws {
    let url = try folder.write([9, 9, 9, 9], to: "old.bin")
    let file = try AtomicFile(at: url)
    try file.write([1])
    #expect(try bytes(of: url) == [9, 9, 9, 9])
    try file.commit()
    #expect(try bytes(of: url) == [1])
    #expect(try folder.names() == ["old.bin"])
  }

  @Test func aFileLetGoOrDiscardedLeavesNothingBehind() throws {
    let url = try folder.write([7], to: "kept.bin")
    do {
      let file = try AtomicFile(at: url)
      try file.write([UInt8](repeating: 1, count: 200_000))
    }
    let discarded = try AtomicFile(at: folder.file("other.bin"))
    try discarded.write([1])
    discarded.discard()
    discarded.discard()
    #expect(try folder.names() == ["kept.bin"])
    #expect(try bytes(of: url) == [7])
  }

  @Test(arguments: [0, 1, 65535, 65536, 65537, 300_000])
  func bytesAreKeptAcrossTheBuffersEdges(_ count: Int) throws {
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let file = try AtomicFile(at: folder.file("large.bin"))
    let half = count / 2
    try file.write(Array(content[..<half]))
    try file.write(Array(content[half...]))
    try file.commit()
    #expect(try bytes(of: folder.file("large.bin")) == content)
    try AtomicFile.write(content, to: folder.file("once.bin"))
    #expect(try bytes(of: folder.file("once.bin")) == content)
  }

  @Test(arguments: [true, false], [true, false])
  func aSymbolicLinkStaysAndItsTargetIsWritten(targetExists: Bool, isRelative: Bool) throws {
    let target = folder.file("target.bin")
    if targetExists { try folder.write([5], to: "target.bin") }
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("second").path, withDestinationPath: isRelative ? "target.bin" : target.path)
    try FileManager.default.createSymbolicLink(atPath: folder.file("first").path, withDestinationPath: "second")
    try AtomicFile.write([1, 2], to: folder.file("first"))
    #expect(try bytes(of: target) == [1, 2])
    #expect(try folder.names() == ["first", "second", "target.bin"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.file("first").path) == "second")
  }

  @Test func aLinkToAnotherFolderIsReplacedThere() throws {
    let inner = folder.file("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link.bin").path, withDestinationPath: "inner/../inner/data.bin")
    try AtomicFile.write([4], to: folder.file("link.bin"))
    #expect(try bytes(of: inner.appending(path: "data.bin")) == [4])
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner.path) == ["data.bin"])
  }

  @Test func onlyWhatAKilledProcessLeftIsRemoved() throws {
    let hourAgo = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -3600)]
    func age(_ name: String) throws {
      try FileManager.default.setAttributes(hourAgo, ofItemAtPath: folder.file(name).path)
    }
    for name in [".mask.png.1a2b3c4d.partial", ".new.png.1a2b3c4d.partial", "mask.partial", ".hidden"] {
      try folder.write([1], to: name)
      if name != ".new.png.1a2b3c4d.partial" { try age(name) }
    }
    let file = try AtomicFile(at: folder.file("mask.png"))
    try file.write([1])
    let written = try #require(try folder.names().first { $0.hasPrefix(".mask.png.") && !$0.contains("1a2b3c4d") })
    try age(written)
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(".link.partial").path, withDestinationPath: ".hidden")
    #expect(AtomicFile.removeAbandoned(in: folder.url) == 1)
    #expect(
      try folder.names() == [".hidden", ".link.partial", written, ".new.png.1a2b3c4d.partial", "mask.partial"])
    try file.commit()
    #expect(try bytes(of: folder.file("mask.png")) == [1])
    #expect(AtomicFile.removeAbandoned(in: folder.file("absent")) == 0)
  }

  /// Why nothing can be written at `url`; empty when something can.
  private func reason(at url: URL) -> String {
    do {
      try AtomicFile.write([1], to: url)
      return ""
    } catch FileAccessError.unwritable(let path, let reason) {
      #expect(path == (url.isFileURL ? url.path(percentEncoded: false) : url.absoluteString))
      return reason
    } catch {
      Issue.record("\(error) is no FileAccessError.unwritable")
      return ""
    }
  }

  @Test func placesThatCannotHoldAFileAreRefused() throws {
    let address = try #require(URL(string: "https://example.org/a.png"))
    try folder.write([1], to: "file")
    try FileManager.default.createSymbolicLink(atPath: folder.file("loop").path, withDestinationPath: "loop")
    #expect(reason(at: folder.url).contains("folder, not a file"))
    #expect(reason(at: folder.file("absent/name.bin")).contains("no such file or folder"))
    #expect(reason(at: folder.file("file/name.bin")).contains("is a file, not a folder"))
    #expect(reason(at: folder.file("loop")).contains("go in circles"))
    #expect(reason(at: folder.file(String(repeating: "n", count: 300))).contains("too long"))
    #expect(reason(at: address).contains("not a file"))
    #expect(try folder.names() == ["file", "loop"])
  }

  @Test(.disabled(if: geteuid() == 0, "root may write everywhere"))
  func aReadOnlyFolderIsRefused() throws {
    try #require(chmod(folder.url.path, 0o500) == 0)
    defer { chmod(folder.url.path, 0o700) }
    #expect(reason(at: folder.file("name.bin")).contains("permission denied"))
  }

  @Test func aFullDiskIsReported() throws {
    #expect(reason(at: URL(filePath: "/dev/full")).contains("the disk is full"))
    let file = try AtomicFile(at: URL(filePath: "/dev/full"))
    #expect(throws: FileAccessError.self) { try file.write([UInt8](repeating: 0, count: 100_000)) }
  }

  @Test(
    arguments: [
      "ümläut und Leerzeichen %20.bin", String(repeating: "👩‍👩‍👧‍👦", count: 10), String(repeating: "n", count: 255),
    ])
  func anyNameThatTheSystemTakesIsTaken(_ name: String) throws {
    try AtomicFile.write([3], to: folder.file(name))
    #expect(try folder.names() == [name])
    #expect(try bytes(of: folder.file(name)) == [3])
  }
}
