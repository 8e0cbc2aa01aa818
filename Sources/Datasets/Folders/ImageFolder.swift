import Basics
import Foundation
import Imaging

/// The image files at the paths that a user gives: single files, and the files in folders and their sub-folders.
///
/// In a folder, a file counts as an image by the extension of its name or by its first bytes. Hidden files are left out, and
/// so are the folders in which systems keep thumbnails and copies. Symbolic links are followed, each folder once.
public struct ImageFolder: Sendable {
  /// One image file.
  public struct Item: Hashable, Sendable {
    /// Where the file is.
    public let url: URL
    /// The path below the folder that the file was found in, or the name of a file that was given itself.
    public let relativePath: String

    /// A file, with its path below the folder that it was found in.
    public init(url: URL, relativePath: String) {
      self.url = url
      self.relativePath = relativePath
    }

    /// The relative path without the extension; images, masks and labels pair by it.
    public var stem: String {
      let name = relativePath.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return relativePath }
      return String(relativePath.dropLast(name.distance(from: dot, to: name.endIndex)))
    }
  }

  /// The images, in the order of the given paths and, below each, of the relative paths.
  public private(set) var items: [Item] = []
  /// What cannot be used: folders that cannot be listed, broken links, names that are not UTF-8, and what is no file.
  public private(set) var failures: [FileFailure] = []
  /// How many files have an image format that cannot be read, by the extension of their names.
  public private(set) var unsupported: [String: Int] = [:]
  /// Whether one file was given, and no folder.
  public let isOneFile: Bool

  /// - Parameters:
  ///   - paths: of files and folders.
  ///   - excluded: a folder that is left out, such as the output folder.
  /// - Throws: ``DatasetError`` when a path does not exist or cannot be listed, or no image is found.
  public init(_ paths: [String], excluding excluded: URL? = nil) throws {
    isOneFile = paths.count == 1 && FileIdentity.kind(URL(filePath: paths[0])) == .file
    var visited: Set<FileIdentity> = []
    if let excluded, let identity = FileIdentity(excluded) { visited.insert(identity) }
    for path in paths {
      let url = URL(filePath: path)
      guard let kind = FileIdentity.kind(url) else { throw DatasetError.notFound(path: path) }
      if kind == .folder {
        walk(url, below: "", visited: &visited)
      } else {
        items.append(Item(url: url, relativePath: url.lastPathComponent))
      }
    }
    removeRepeated()
    guard !items.isEmpty else {
      if let first = failures.first { throw DatasetError.unusable(first, others: failures.count - 1) }
      throw DatasetError.noImages(paths: paths, unsupported: unsupported.keys.sorted())
    }
  }

  /// Refuses two images of one stem, since their outputs would have one name.
  /// - Throws: ``DatasetError/equalStems(path:otherPath:count:)``.
  package func checkStems() throws {
    var seen: [String: Item] = [:]
    var first: (one: Item, other: Item)?
    var count = 0
    for item in items {
      guard let earlier = seen.updateValue(item, forKey: item.stem) else { continue }
      count += 1
      first = first ?? (earlier, item)
    }
    if let first {
      throw DatasetError.equalStems(path: first.one.url.path, otherPath: first.other.url.path, count: count)
    }
  }

  /// Removes the second of two equal files, such as a file that was given with its folder and by itself.
  private mutating func removeRepeated() {
    var seen: [String: FileIdentity] = [:]
    items.removeAll { item in
      guard let earlier = seen[item.stem] else {
        seen[item.stem] = FileIdentity(item.url)
        return false
      }
      return earlier == FileIdentity(item.url)
    }
  }

  /// Keeps the images for which `isWanted` is true.
  mutating func keep(_ isWanted: (Item) -> Bool) { items = items.filter(isWanted) }

  /// Some of the images.
  /// - Parameter failures: whether what cannot be used stays with them.
  func taking(_ range: Range<Int>, failures: Bool) -> ImageFolder {
    var part = self
    part.items = Array(items[range])
    if !failures { part.failures = [] }
    return part
  }

  private mutating func walk(_ folder: URL, below prefix: String, visited: inout Set<FileIdentity>) {
    guard let identity = FileIdentity(folder), visited.insert(identity).inserted else { return }
    var names: [String] = []
    do {
      for entry in try FolderListing.entries(of: folder.path) {
        switch entry {
        case .named(let name): names.append(name)
        case .unnamable(let name): addUnnamable(name, in: folder)
        }
      }
    } catch {
      fail(folder.path, "the folder cannot be listed; check its permissions")
      return
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let url = folder.appending(path: name)
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      switch FileIdentity.kind(url) {
      case .folder where Self.systemFolders.contains(name.lowercased()): break
      case .folder: walk(url, below: path, visited: &visited)
      case .file: add(Item(url: url, relativePath: path))
      case .other where RasterFile.extensions.contains(url.pathExtension.lowercased()):
        fail(url.path, "it is a pipe, a socket or a device, not a file; remove it")
      case .other: break
      case nil: addUnreachable(url)
      }
    }
  }

  /// Folders of thumbnails, copies and deleted files that systems make beside images, in lower case.
  private static let systemFolders: Set = [
    "@eadir", "@tmp", "#recycle", "#snapshot", "$recycle.bin", "__macosx", "__pycache__", "lost+found", "recycled",
    "recycler", "system volume information",
  ]

  private mutating func fail(_ path: String, _ reason: String) {
    failures.append(FileFailure(path: path, reason: reason))
  }

  /// Whether an entry may be an image or a folder by its name. Numbers after a dot are no extension: `tiles_v1.2`.
  private static func isOfInterest(_ suffix: String) -> Bool {
    RasterFile.extensions.contains(suffix) || !suffix.utf8.allSatisfy({ (97...122).contains($0) }) || suffix.isEmpty
  }

  /// Takes note of an entry that leads nowhere, if it may have been an image or a folder.
  private mutating func addUnreachable(_ url: URL) {
    guard Self.isOfInterest(url.pathExtension.lowercased()) else { return }
    if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path) {
      fail(url.path, "it is a link to \(target), which cannot be reached; mend or remove the link")
    } else {
      fail(url.path, "it cannot be reached; check its permissions")
    }
  }

  /// Takes note of an entry whose name no path can have, if it may be an image or a folder.
  private mutating func addUnnamable(_ name: String, in folder: URL) {
    let suffix = URL(filePath: name).pathExtension.lowercased()
    if name.hasPrefix(".") { return }
    if RasterFile.unsupportedExtensions.contains(suffix) {
      unsupported[suffix, default: 0] += 1
    } else if Self.isOfInterest(suffix) {
      fail("\(folder.path)/\(name)", "its name is not UTF-8; rename it")
    }
  }

  private mutating func add(_ item: Item) {
    let suffix = item.url.pathExtension.lowercased()
    if RasterFile.extensions.contains(suffix) {
      items.append(item)
      return
    }
    do {
      _ = try RasterFile.format(of: item.url)
      items.append(item)
    } catch let error as FileAccessError where Self.isOfInterest(suffix) {
      failures.append(FileFailure(path: item.url.path, error: error))
    } catch {
      if RasterFile.unsupportedExtensions.contains(suffix) { unsupported[suffix, default: 0] += 1 }
    }
  }
}
