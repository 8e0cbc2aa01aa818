import Basics
import Foundation
import Interchange
import TestSupport
import Testing

struct RecordFileTests {
  @Test func recordsAreReadBack() throws {
    let folder = try TemporaryFolder()
    let records: [[UInt8]] = [[], [1, 2, 3], [UInt8](repeating: 7, count: 100_000)]
    let file = try RecordFile(creating: folder.file("records"))
    for record in records { try file.append(record) }
    // A reader sees each record at once.
    let bytes = try bytes(of: folder.file("records"))
    #expect(try TensorFlowRecords.read(bytes) == records)
    #expect(throws: TensorFlowRecords.Broken.self) { try TensorFlowRecords.read(bytes.dropLast()) }
    var changed = bytes
    changed[30] ^= 1
    #expect(throws: TensorFlowRecords.Broken.self) { try TensorFlowRecords.read(changed) }
  }

  @Test func aFileIsNotWrittenTwice() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "records")
    #expect(throws: FileAccessError.occupied(path: folder.file("records").path)) {
      try RecordFile(creating: folder.file("records"))
    }
    #expect(throws: FileAccessError.self) { try RecordFile(creating: folder.file("missing/records")) }
  }

  @Test func aFullDiskIsTold() throws {
    let file = RecordFile(open("/dev/full", O_WRONLY), path: "/dev/full")
    let error = #expect(throws: FileAccessError.self) { try file.append([1]) }
    #expect(error?.reason.contains("the disk is full") == true)
  }
}
