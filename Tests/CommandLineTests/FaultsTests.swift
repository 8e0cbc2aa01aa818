import Foundation
import TesseraKit
import TestSupport
import Testing

/// Whatever ends a command: no half file lies under a final name, and the same command with --resume finishes.
struct FaultsTests {
  private static let imageCount = 24
  private static let segment = ["segment", "images", "--model", "run", "--output", "masks", "--threads", "2"]

  /// A model, and images enough to be stopped among.
  private static func prepared() throws -> TemporaryFolder {
    let folder = try SegmentCommandTests.trained()
    for index in 3..<imageCount {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index % 8).png")
      if index % 3 == 0 { try folder.add("images/\(index).pgw", Data("1\n0\n0\n-1\n\(index)\n0\n".utf8)) }
    }
    return folder
  }

  /// The masks under their final names, each of which must be whole; and that the files beside them are there.
  private static func checkMasks(_ folder: TemporaryFolder) throws -> Set<String> {
    let files = Set(folder.files(below: "masks"))
    let masks = files.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }
    for mask in masks {
      let map = try LabelMap(contentsOf: folder.url.appending(path: "masks/\(mask)"))
      #expect(map.width == 96 && map.height == 96)
      let stem = mask.dropLast(4)
      if FileManager.default.fileExists(atPath: folder.url.appending(path: "images/\(stem).pgw").path) {
        #expect(files.contains("\(stem).pgw") && files.contains("\(stem).qml"))
      }
    }
    return masks
  }

  private static func finishes(_ folder: TemporaryFolder) throws {
    let outcome = try TesseraCommand.run(segment + ["--resume"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try checkMasks(folder).count == imageCount)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL], [1, 9])
  func signalsAmongTheImages(_ number: Int32, after masks: Int) throws {
    let folder = try Self.prepared()
    let (process, output, _) = try TesseraCommand.start(Self.segment, in: folder.url)
    while process.isRunning, try Self.checkMasks(folder).count < masks { usleep(500) }
    kill(process.processIdentifier, number)
    _ = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let done = try Self.checkMasks(folder)
    if number == SIGKILL {
      #expect(process.terminationReason == .uncaughtSignal)
    } else {
      #expect(process.terminationStatus == 130)
      #expect(!folder.files(below: "masks").contains { $0.hasSuffix(".partial") })
    }
    #expect(done.count >= masks && done.count < Self.imageCount)
    try Self.finishes(folder)
  }

  @Test func killedAtManyMoments() throws {
    let folder = try Self.prepared()
    var delay: useconds_t = 20_000
    for _ in 0..<12 {
      let (process, output, _) = try TesseraCommand.start(Self.segment + ["--resume"], in: folder.url)
      usleep(delay)
      kill(process.processIdentifier, SIGKILL)
      _ = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      _ = try Self.checkMasks(folder)
      delay += 7_000
    }
    try Self.finishes(folder)
  }

  @Test func aFileDeletedWhileItIsQueuedIsNamedAndTheOthersAreDone() throws {
    let folder = try Self.prepared()
    let model = try SegmentationModel(contentsOf: folder.url.appending(path: "run"))
    let items = try ImageFolder([folder.url.appending(path: "images").path]).items
    try FileManager.default.removeItem(at: items[5].url)
    let output = OutputFolder(folder.url.appending(path: "masks"), pathExtension: "png")
    let failures = FolderSegmentation(try Segmenter(model, map: "main"), output: output).run(
      items, context: ComputeContext(threads: 2))
    #expect(failures.map(\.path) == [items[5].url.path])
    #expect(failures[0].reason.contains("no such file"))
    #expect(try Self.checkMasks(folder).count == Self.imageCount - 1)
  }

  @Test(.disabled(if: geteuid() == 0, "root may read and write everywhere"))
  func permissionsLostOnTheWayAreNamed() throws {
    let folder = try Self.prepared()
    let masks = folder.url.appending(path: "masks")
    try FileManager.default.createDirectory(at: masks, withIntermediateDirectories: false)
    try #require(chmod(masks.path, 0o500) == 0)
    defer { chmod(masks.path, 0o700) }
    let outcome = try TesseraCommand.run(Self.segment, in: folder.url)
    #expect(outcome.status == 1 && outcome.messages.contains("permission denied"))
    #expect(folder.files(below: "masks").isEmpty)
    try #require(chmod(masks.path, 0o700) == 0)
    let image = folder.url.appending(path: "images/7.png")
    try #require(chmod(image.path, 0) == 0)
    let other = try TesseraCommand.run(Self.segment, in: folder.url)
    #expect(other.status == 1 && other.messages.contains("7.png") && other.messages.contains("1 of 24"))
    try #require(chmod(image.path, 0o600) == 0)
    try Self.finishes(folder)
  }

  @Test func aResultThatCannotBePutAnywhereFailsTheCommand() throws {
    let folder = try Self.prepared()
    let full = try TesseraCommand.run(Self.segment + ["--json", "/dev/full"], in: folder.url)
    #expect(full.status == 1 && full.messages.contains("the disk is full"), "\(full.messages)")
    let absent = try TesseraCommand.run(Self.segment + ["--resume", "--json", "no/such/folder.json"], in: folder.url)
    #expect(absent.status == 1 && absent.messages.contains("no/such/folder.json"), "\(absent.messages)")
  }
}
