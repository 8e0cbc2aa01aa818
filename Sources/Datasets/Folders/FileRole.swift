import Basics
import Imaging

/// What the path of a file says about the file.
package struct FileRole: Hashable {
  package typealias Kind = FolderRole.Kind

  package let kind: Kind
  /// The path without extension and without what names folders of images and labels: `Rural/0_m` of `Rural/masks_png/0_m.png`.
  let path: String
  /// The path without the end that data sets add to the name: `Rural/0`. The files of one scene have it in common.
  package let scene: String
  /// What says the kind: an end of the name or the name of a folder, in lower case. Empty where nothing does.
  let mark: String
  /// Whether the folder is named as one of labels, or of what is made from them.
  let isInLabelFolder: Bool

  /// The roles of `items`, in order.
  package static func all(_ items: [ImageFolder.Item]) -> [FileRole] {
    var folders: [Substring: Folder] = [:]
    return items.map { item in
      let stem = Substring(item.stem)
      let slash = stem.lastIndex(of: "/")
      let path = slash.map { stem[..<$0] } ?? ""
      let folder = folders[path] ?? Folder(path)
      folders[path] = folder
      return FileRole(name: String(slash.map { stem[stem.index(after: $0)...] } ?? stem), in: folder)
    }
  }

  private init(name: String, in folder: Folder) {
    var name = name
    // Some tools write a.jpg.png.
    if let dot = name.lastIndex(of: "."), RasterFile.extensions.contains(name[name.index(after: dot)...].lowercased()),
      dot != name.startIndex
    {
      name = String(name[..<dot])
    }
    isInLabelFolder = folder.kind == .labels || folder.kind == .derived
    // Labelme writes a_json/label.png and, beside it, a_json/img.png for a.jpg.
    if let image = folder.labelmeImage, ["label", "label_viz", "img"].contains(name) {
      kind = name == "label" ? .labels : name == "img" ? .images : .derived
      (path, scene, mark) = (image, image, name == "img" ? "" : "_json/\(name)")
      return
    }
    var end = SceneName.suffix(of: name)
    // In a folder of images, such an end is likelier a part of the name.
    if folder.kind == .images, let weak = end, NameMarks.weak.contains(weak) { end = nil }
    let short = String(name.dropLast(end?.count ?? 0))
    path = folder.path + name
    scene = folder.path + short
    if let end, NameMarks.derived.contains(end) {
      (kind, mark) = (.derived, end)
    } else if folder.kind == .derived {
      (kind, mark) = (.derived, folder.mark)
    } else if let end, NameMarks.labels.contains(end) {
      (kind, mark) = (.labels, end)
    } else if folder.kind == .labels {
      (kind, mark) = (.labels, folder.mark)
    } else {
      kind = folder.kind == .images || end != nil ? .images : .plain
      mark = end ?? folder.mark
    }
  }

  /// What the folders of a path say.
  private struct Folder {
    var kind = Kind.plain
    /// The folders that say nothing about the kind, each with a slash.
    var path = ""
    var mark = ""
    /// The path of the image that Labelme's folder belongs to.
    var labelmeImage: String?

    init(_ folders: Substring) {
      let names = folders.split(separator: "/")
      let roles = names.map { FolderRole(String($0)) }
      // The last folder that says a kind counts: data sets are named semantic_drone too.
      if let last = roles.lastIndex(where: { $0.kind != .plain }) {
        kind = roles[last].kind
        mark = names[last].lowercased()
      }
      let parts = roles.map(\.rest).filter { !$0.isEmpty }
      path = parts.map { "\($0)/" }.joined()
      if let last = names.last, last.count > 5, last.lowercased().hasSuffix("_json"), roles.last?.kind == .plain {
        labelmeImage = String(path.dropLast(last.count + 1)) + String(last.dropLast(5))
      }
    }
  }
}
