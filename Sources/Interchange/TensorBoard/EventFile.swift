import Basics
import Foundation
import ProtocolMessages
import SwiftProtobuf

/// An event file of TensorBoard.
package final class EventFile {
  private let file: RecordFile
  /// Whether the file was created here and tells nothing yet.
  private var isEmpty = false

  package var path: String { file.path }

  /// Writes events to `file`.
  package init(to file: RecordFile) { self.file = file }

  /// Creates an event file in `folder`, which is created too, and writes its first event.
  ///
  /// Readers take the files of a folder in the order of their names, so the names begin with the time.
  /// - Throws: `FileAccessError`.
  package convenience init(in folder: URL) throws {
    try FileAccessError.createFolder(folder)
    self.init(to: try Self.create(in: folder, seconds: Int(Date().timeIntervalSince1970)))
    var event = TensorBoardEvent()
    event.fileVersion = "brain.Event:2"
    try write(event, step: 0)
    isEmpty = true
  }

  deinit {
    // A training that has not begun leaves no run behind.
    if isEmpty { unlink(file.path) }
  }

  /// Writes that a session begins after `step`: readers forget what earlier files of the folder tell of later steps.
  package func beginSession(after step: Int) throws {
    var event = TensorBoardEvent()
    event.sessionLog.status = .start
    try write(event, step: step + 1)
  }

  /// Writes values that were measured at a step.
  package func write(_ values: [TensorBoardSummary.Value], step: Int) throws {
    if values.isEmpty { return }
    var event = TensorBoardEvent()
    event.summary.value = values
    try write(event, step: step)
  }

  private func write(_ event: TensorBoardEvent, step: Int) throws {
    var event = event
    event.wallTime = Date().timeIntervalSince1970
    event.step = Int64(step)
    try file.append(try event.serializedBytes())
    isEmpty = false
  }

  private static func create(in folder: URL, seconds: Int) throws -> RecordFile {
    let host = ProcessInfo.processInfo.hostName.replacing("/", with: "-")
    var number = 0
    while true {
      let name = "events.out.tfevents.\(seconds).\(host).\(ProcessInfo.processInfo.processIdentifier).\(number)"
      do {
        return try RecordFile(creating: folder.appending(path: name))
      } catch FileAccessError.occupied {
        number += 1
      }
    }
  }
}
