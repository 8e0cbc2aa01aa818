import Foundation
import TesseraKit
import TestSupport

/// The built `tessera` beside the tests, run as users run it.
enum TesseraCommand {
  struct Outcome {
    var status: Int32
    /// Standard output.
    var output: String
    /// Standard error.
    var messages: String
  }

  static var executable: URL {
    let tests = URL(fileURLWithPath: ProcessInfo.processInfo.arguments[0])
    return tests.deletingLastPathComponent().appending(path: "tessera")
  }

  static func start(_ arguments: [String], of program: URL = executable, in folder: URL) throws
    -> (process: Process, output: Pipe, messages: URL)
  {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    // A file, since a pipe that nobody empties would stop the process when it is full.
    let messages = folder.appending(path: ".messages-\(UUID().uuidString)")
    try Data().write(to: messages)
    process.standardError = try FileHandle(forWritingTo: messages)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    return (process, output, messages)
  }

  /// Runs `tessera` with `arguments` in `folder` and waits for its end.
  static func run(_ arguments: String..., in folder: URL) throws -> Outcome { try run(arguments, in: folder) }

  /// Runs another program in the same way.
  static func run(_ arguments: [String], of program: URL = executable, in folder: URL) throws -> Outcome {
    let (process, output, messages) = try start(arguments, of: program, in: folder)
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let errors = try String(contentsOf: messages, encoding: .utf8)
    try FileManager.default.removeItem(at: messages)
    return Outcome(status: process.terminationStatus, output: text, messages: errors)
  }
}

/// A folder that is removed with its contents at the end of a test.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "tessera-test \(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Creates the file `path` below the folder, its folders included.
  @discardableResult func add(_ path: String, _ contents: Data) throws -> URL {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try contents.write(to: file)
    return file
  }

  func add(_ path: String, fixture: String) throws { try add(path, Data(contentsOf: Fixtures.url(fixture))) }

  /// Copies a file or folder, so that masks have labels that are equal to them.
  func copy(_ path: String, to copy: String) throws {
    try FileManager.default.copyItem(at: url.appending(path: path), to: url.appending(path: copy))
  }

  func addImage(_ path: String, _ image: Raster) throws {
    try image.write(to: try add(path, Data()))
  }

  func addLabels(_ path: String, _ labels: LabelMap) throws {
    try labels.write(to: try add(path, Data()), palette: nil)
  }

  /// Relative paths of all files below `path`, sorted.
  func files(below path: String = "") -> [String] {
    let base = path.isEmpty ? url : url.appending(path: path)
    let found = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return found.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: base.appending(path: name).path, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }

  func data(_ path: String) throws -> Data { try Data(contentsOf: url.appending(path: path)) }
}
