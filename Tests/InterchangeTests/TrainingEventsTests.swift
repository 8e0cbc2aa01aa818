import Foundation
import Interchange
import ProtocolMessages
import Segmentation
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing

struct TrainingEventsTests {
  /// The events of all files of a folder, in the order in which readers take them.
  static func events(in folder: URL) throws -> [TensorBoardEvent] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().flatMap { name in
      try TensorFlowRecords.read(bytes(of: folder.appending(path: name))).map {
        try TensorBoardEvent(serializedBytes: $0)
      }
    }
  }

  private static func record(_ step: Int) -> [StepRecord] {
    [StepRecord(step: step, series: "main", values: ["loss": Double(step)])]
  }

  @Test func aResumedTrainingSaysFromWhichStepOnItReplacesOthers() throws {
    let folder = try TemporaryFolder()
    for (begin, last) in [(0, 5), (3, 6)] {
      let events = TrainingEvents(to: try EventFile(in: folder.url), previews: nil) { _ in }
      events.begin(after: begin)
      for step in begin + 1...last { events.add(Self.record(step)) }
    }
    var kept: [Int64] = []
    for event in try Self.events(in: folder.url) {
      if event.sessionLog.status == .start { kept.removeAll { $0 >= event.step } }
      if case .summary = event.what { kept.append(event.step) }
    }
    #expect(kept == [1, 2, 3, 4, 5, 6])
  }

  @Test func aFullDiskIsToldOnce() throws {
    let warnings = Mutex<[String]>([])
    let file = EventFile(to: RecordFile(open("/dev/full", O_WRONLY), path: "/dev/full"))
    let events = TrainingEvents(to: file, previews: nil) { text in warnings.withLock { $0.append(text) }
    }
    events.begin(after: 0)
    events.add(Self.record(1))
    events.add(Self.record(2))
    #expect(warnings.withLock { $0.count } == 1)
    #expect(
      warnings.withLock { $0.first }?.hasPrefix(
        "the training goes on, but nothing more is written for TensorBoard: /dev/full: cannot be written: ") == true)
  }
}
