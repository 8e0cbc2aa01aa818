import Foundation
import Imaging

/// Small text files, written under a temporary name and renamed.
enum OutputFile {
  /// - Throws: `ImageIOError` naming the file.
  static func write(_ text: String, to url: URL) throws { try AtomicFile.write(Array(text.utf8), to: url) }
}
