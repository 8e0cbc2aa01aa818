import Foundation
import Interchange
import ProtocolMessages
import SwiftProtobuf
import TesseraKit
import TestSupport
import Testing

struct TensorBoardTests {
  private static func train(_ folder: TemporaryFolder, _ arguments: String...) throws -> TesseraCommand.Outcome {
    let quick = [
      "--set", "optimization.pairs=2", "--set", "input.cropSize=32", "--set", "optimization.checkpointInterval=2",
    ]
    return try TesseraCommand.run(
      ["train", "images", "--output", "run", "--tensorboard", "logs/run"] + quick + arguments, in: folder.url)
  }

  private static func images() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for index in 0..<3 {
      try folder.add("images/\(index).png", fixture: "textures/images/texture\(index).png")
    }
    return folder
  }

  private static func events(_ folder: TemporaryFolder) throws -> [[TensorBoardEvent]] {
    try folder.files(below: "logs/run").map { name in
      try TensorFlowRecords.read([UInt8](folder.data("logs/run/\(name)"))).map {
        try TensorBoardEvent(serializedBytes: $0)
      }
    }
  }

  @Test func stepsPreviewsAndSharesAreWritten() throws {
    let folder = try Self.images()
    let done = try Self.train(folder, "--steps", "4")
    #expect(done.status == 0, "\(done.messages)")
    let resumed = try TesseraCommand.run(
      ["train", "images", "--output", "run", "--tensorboard", "logs/run", "--resume", "--steps", "6"], in: folder.url)
    #expect(resumed.status == 0, "\(resumed.messages)")
    let files = try Self.events(folder)
    #expect(files.count == 2)
    #expect(files.map { $0[0].fileVersion } == ["brain.Event:2", "brain.Event:2"])
    #expect(files.map { $0[1].sessionLog.status } == [.start, .start])
    #expect(files.map { $0[1].step } == [1, 5])
    let values = files.joined().flatMap { event in event.summary.value.map { (step: event.step, value: $0) } }
    func steps(_ tag: String) -> [Int64] { values.filter { $0.value.tag == tag }.map(\.step) }
    #expect(steps("learning_rate") == [1, 2, 3, 4, 5, 6])
    #expect(steps("clusters") == [2, 4, 6])
    #expect(steps("preview/0") == [2, 4, 6])
    let shares = values.filter { $0.step == 6 && $0.value.tag.hasPrefix("cluster_shares/") }
    #expect(abs(shares.reduce(0) { $0 + $1.value.simpleValue } - 1) < 1e-5)
    let picture = try #require(values.last { $0.value.tag == "preview/0" }).value.image
    let raster = try Raster(bytes: [UInt8](picture.encodedImageString), name: "preview")
    #expect((raster.width, raster.height) == (Int(picture.width), Int(picture.height)))
    let image = try Raster(contentsOf: folder.url.appending(path: "images/0.png"))
    #expect(raster.height == image.height && raster.width > 2 * image.width)
  }

  @Test func aFolderThatCannotBeMadeIsToldBeforeTheTraining() throws {
    let folder = try Self.images()
    try folder.add("logs", Data())
    let done = try Self.train(folder, "--steps", "1")
    #expect(done.status != 0)
    #expect(done.messages.contains("logs/run") && done.messages.contains("choose another place"))
    #expect(folder.files(below: "run").isEmpty)
  }
}
