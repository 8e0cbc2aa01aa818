import Basics
import Foundation
import Imaging

/// The files beside masks that say what their values mean, for a folder of masks that hold the same values.
package struct MaskFolderLegend: Sendable {
  /// The names and texts of the files.
  package let files: [(name: String, text: String)]
  /// The QGIS style that lies beside each mask with a georeference; nil where there is none.
  package let style: String?
  /// The classes, each with the values and the colour that masks hold for it; none where nothing names them.
  package let classes: [NamedClass]

  private static let names = ["classes.csv", "classes.qml", Naming.fileName, "classes.yaml"]

  /// Reads what lies beside the masks.
  /// - Parameter masks: a folder of masks, or one mask.
  /// - Throws: `FileAccessError.unreadable`, ``NamingError``.
  package init(of masks: URL) throws {
    let folder = FileIdentity.kind(masks) == .folder ? masks : masks.deletingLastPathComponent()
    files = try Self.names.compactMap { name in
      let file = folder.appending(path: name)
      return FileIdentity.kind(file) == .file ? (name, try TextFile.read(file)) : nil
    }
    style = files.first { $0.name == "classes.qml" }?.text
    classes = try Naming.ofMasks(in: masks)?.naming.maskClasses ?? Self.classes(of: files, in: folder)
  }

  /// The classes of `classes.csv`, but for the value of pixels without data.
  private static func classes(of files: [(name: String, text: String)], in folder: URL) throws -> [NamedClass] {
    guard let file = files.first(where: { $0.name == "classes.csv" }),
      let style = try MaskStyle(csv: file.text, path: folder.appending(path: file.name).path)
    else { return [] }
    return style.classes.filter { !$0.values.contains(255) && !$0.values.contains(Label.none) }
  }

  /// Writes the files.
  /// - Parameter replaces: whether files with other texts are replaced.
  /// - Throws: ``DatasetError/differs(path:)``, `FileAccessError.unwritable`.
  package func write(to output: OutputFolder, replaces: Bool) throws {
    for file in files { try output.write(file.text, name: file.name, replaces: replaces) }
  }
}
