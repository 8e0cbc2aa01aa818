import Basics
import Foundation
import Interchange
import ProtocolMessages
import TestSupport
import Testing

struct EventFileTests {
  @Test func eventsAreReadBack() throws {
    let folder = try TemporaryFolder()
    let place = folder.file("logs/run")
    let file = try EventFile(in: place)
    try file.beginSession(after: 0)
    try file.write([TrainingValues.scalar("loss/main", 0.5)], step: 1)
    let name = try #require(FileManager.default.contentsOfDirectory(atPath: place.path).first)
    #expect(name.wholeMatch(of: /events\.out\.tfevents\.[0-9]{10}\..+\.[0-9]+\.0/) != nil)
    let events = try TrainingEventsTests.events(in: place)
    #expect(events.count == 3)
    #expect(events[0].fileVersion == "brain.Event:2")
    #expect(events[1].sessionLog.status == .start)
    #expect(events.map(\.step) == [0, 1, 1])
    #expect(events[2].summary.value.map(\.tag) == ["loss/main"])
    #expect(events[2].summary.value.map(\.simpleValue) == [0.5])
    #expect(events.allSatisfy { abs($0.wallTime - Date().timeIntervalSince1970) < 600 })
  }

  @Test func filesOfOneSecondHaveNamesOfTheirOwn() throws {
    let folder = try TemporaryFolder()
    let files = try (0..<3).map { _ in try EventFile(in: folder.url) }
    // Files that tell nothing are removed with their objects.
    let names = try withExtendedLifetime(files) { try folder.names() }
    #expect(Set(files.map(\.path)).count == 3 && names.count == 3)
  }

  @Test func aTrainingThatDoesNotBeginLeavesNoFile() throws {
    let folder = try TemporaryFolder()
    do { _ = try EventFile(in: folder.url) }
    #expect(try folder.names().isEmpty)
    do { try EventFile(in: folder.url).beginSession(after: 3) }
    #expect(try folder.names().count == 1)
  }

  @Test func aFolderThatCannotBeMadeIsTold() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "file")
    let error = #expect(throws: FileAccessError.self) { try EventFile(in: folder.file("file/logs")) }
    #expect(error?.path == folder.file("file/logs").path)
  }
}
