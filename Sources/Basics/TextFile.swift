import Foundation

/// Reads whole files.
package enum TextFile {
  /// The UTF-8 text of the file at `url`.
  /// - Throws: ``FileAccessError/unreadable(path:reason:)``.
  package static func read(_ url: URL) throws -> String {
    guard let text = String(data: try bytes(of: url), encoding: .utf8) else {
      throw FileAccessError.unreadable(path: url.path, reason: "it is not UTF-8 text")
    }
    return text
  }

  /// The bytes of the file at `url`.
  /// - Parameter mapped: reads the bytes of a large file only where they are used.
  /// - Throws: ``FileAccessError/unreadable(path:reason:)``.
  package static func bytes(of url: URL, mapped: Bool = false) throws -> Data {
    do {
      return try Data(contentsOf: url, options: mapped ? .mappedIfSafe : [])
    } catch {
      let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      let code = underlying?.domain == NSPOSIXErrorDomain ? underlying.map { Int32($0.code) } : nil
      let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
      let reason = (code ?? (isMissing ? ENOENT : nil)).map(FileAccessError.reason(errno:))
      throw FileAccessError.unreadable(path: url.path, reason: reason ?? error.localizedDescription)
    }
  }
}
