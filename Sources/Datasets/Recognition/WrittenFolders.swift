import Basics
import Foundation
import Imaging

/// The files in sub-folders that hold masks or overlays of this package, by what is written beside those.
package struct WrittenFolders {
  package private(set) var files: [ImageFolder.Item] = []

  package init(_ items: [ImageFolder.Item]) {
    var known: [String: Bool] = [:]
    for item in items {
      var folder = item.url.deletingLastPathComponent()
      // The folder that was given itself is not looked at.
      for _ in 0..<(item.relativePath.split(separator: "/").count - 1) {
        let isWritten = known[folder.path] ?? Self.isWritten(folder)
        known[folder.path] = isWritten
        if isWritten {
          files.append(item)
          break
        }
        folder.deleteLastPathComponent()
      }
    }
  }

  private static func isWritten(_ folder: URL) -> Bool {
    let has = { (name: String) in FileIdentity.kind(folder.appending(path: name)) == .file }
    return has("legend.svg") || (has("names.json") && has("classes.csv"))
  }
}
