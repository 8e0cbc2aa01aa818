import CAtomicFile
import Foundation

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a hidden temporary file in the same folder, `.name.xxxxxxxx.partial`. ``commit()`` writes it to disk and
/// renames it. Without a commit the temporary file is removed. A device or a pipe, such as `/dev/stdout`, is written
/// directly. A symbolic link stays, and its target is replaced. One thread uses a file at a time.
package final class AtomicFile {
  /// The path that was asked for, which errors name.
  package let path: String
  private let target: String
  private let temporary: String?
  private var place: Int32 = -1
  private var descriptor: Int32

  /// Creates the temporary file; the folder must exist.
  /// - Throws: ``FileAccessError/unwritable(path:reason:)``.
  package init(at url: URL) throws {
    let path = url.isFileURL ? url.path(percentEncoded: false) : url.absoluteString
    self.path = path
    func unwritable(_ reason: String) -> FileAccessError { .unwritable(path: path, reason: reason) }
    guard url.isFileURL else { throw unwritable("it is not a file") }
    var information = stat()
    let exists = stat(path, &information) == 0
    if !exists && errno != ENOENT { throw unwritable(FileAccessError.reason(errno: errno)) }
    let kind = information.st_mode & S_IFMT
    if exists && kind == S_IFDIR { throw unwritable(FileAccessError.reason(errno: EISDIR)) }
    if exists && kind != S_IFREG {
      target = path
      temporary = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let target = Self.followingLinks(from: path)
      let (folder, name) = Self.split(target)
      // Cut by bytes, since the system limits names by bytes.
      let start = String(decoding: name.utf8.prefix(40), as: UTF8.self)
      let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
      let temporary = "\(folder).\(start).\(suffix).partial"
      self.target = target
      self.temporary = temporary
      descriptor = partial_file_open(temporary, &place)
    }
    let code = errno
    guard descriptor >= 0 else {
      partial_file_forget(place)
      throw unwritable(FileAccessError.reason(errno: code))
    }
    // The lock shows ``removeAbandoned(in:)`` that the file is being written. It ends with the process in every case.
    if temporary != nil { flock(descriptor, LOCK_EX | LOCK_NB) }
  }

  deinit { discard() }

  /// The open file. Encoders in C write to it themselves until ``commit()``.
  package var openDescriptor: Int32 { descriptor }

  /// The path of the temporary file, for libraries that open files themselves; nil for a device or a pipe. What they write
  /// is put in place by ``commit()``.
  package var temporaryPath: String? { descriptor >= 0 ? temporary : nil }

  /// Appends `bytes`.
  /// - Throws: ``FileAccessError/unwritable(path:reason:)``, also when the disk is full.
  package func write(_ bytes: [UInt8]) throws {
    precondition(descriptor >= 0, "\(path) is already committed or discarded")
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Writes everything to disk and puts the file in place. An older file is replaced.
  /// - Throws: ``FileAccessError/unwritable(path:reason:)``. The temporary file is then removed, and an older file stays.
  package func commit() throws {
    precondition(descriptor >= 0, "\(path) is already committed or discarded")
    defer { discard() }
    guard let temporary else {
      let failed = close(descriptor) != 0
      let code = errno
      descriptor = -1
      if failed { throw unwritable(code) }
      return
    }
    if fsync(descriptor) != 0 { throw unwritable(errno) }
    let failed = close(descriptor) != 0
    let code = errno
    descriptor = -1
    if failed || rename(temporary, target) != 0 {
      let reason = failed ? code : errno
      unlink(temporary)
      partial_file_forget(place)
      throw unwritable(reason)
    }
    partial_file_forget(place)
  }

  /// Removes the temporary file. Does nothing after ``commit()``.
  package func discard() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    if let temporary { unlink(temporary) }
    partial_file_forget(place)
  }

  /// Removes all temporary files of this process. No new file can be created after that.
  ///
  /// Signal handlers call this, since no `deinit` runs after them.
  package static func removeOutstanding() { partial_files_remove() }

  /// Removes the temporary files that a killed process left in `folder`. Sub-folders are not searched.
  ///
  /// A file that is still being written, or was just created, stays.
  /// - Returns: the number of removed files.
  @discardableResult
  package static func removeAbandoned(in folder: URL) -> Int {
    let path = folder.path(percentEncoded: false)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return 0 }
    var count = 0
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      let descriptor = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      var information = stat()
      guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
        time(nil) - information.st_mtim.tv_sec >= abandonedAfterSeconds, flock(descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      if unlink(file) == 0 { count += 1 }
    }
    return count
  }

  /// A file looks abandoned between its creation and its lock, so young files stay.
  private static let abandonedAfterSeconds = 2

  /// Writes `bytes` as the whole file at `url`.
  package static func write(_ bytes: [UInt8], to url: URL) throws {
    let file = try AtomicFile(at: url)
    try file.write(bytes)
    try file.commit()
  }

  /// Writes `text` as the whole file at `url`, in UTF-8.
  package static func write(_ text: String, to url: URL) throws { try write(Array(text.utf8), to: url) }

  /// Appends bytes from memory that the caller owns.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw unwritable(count < 0 ? errno : ENOSPC) }
      rest = rest.dropFirst(count)
    }
  }

  /// The absolute path at the end of the symbolic links that `path` names. There need not be a file yet.
  private static func followingLinks(from path: String) -> String {
    var path = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    // Linux follows 40 links too.
    for _ in 0..<40 {
      var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &bytes, bytes.count)
      guard count > 0 else { break }
      let link = String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = link.hasPrefix("/") ? link : split(path).folder + link
    }
    return path
  }

  /// The folder of an absolute path, with its slash, and the name in it.
  private static func split(_ path: String) -> (folder: Substring, name: Substring) {
    let nameStart = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    return (path[..<nameStart], path[nameStart...])
  }

  private func unwritable(_ code: Int32) -> FileAccessError {
    .unwritable(path: path, reason: FileAccessError.reason(errno: code))
  }
}

/// Calls `write(2)`. Within ``AtomicFile`` its name is hidden by the methods.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
