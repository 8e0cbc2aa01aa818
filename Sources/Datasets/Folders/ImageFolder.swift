import Basics
import Foundation
import Imaging

/// The image files behind the paths a user gave: files as they are, folders walked with all their sub-folders.
///
/// In a folder a file counts as an image when its name ends like one or its first bytes are those of one. Hidden files
/// are passed over; symbolic links are followed, each folder once.
public struct ImageFolder: Sendable {
  /// One image file.
  public struct Item: Hashable, Sendable {
    public let url: URL
    /// Path below the folder it was found in, or the name of a file that was given itself.
    public let relativePath: String

    public init(url: URL, relativePath: String) {
      self.url = url
      self.relativePath = relativePath
    }

    /// The relative path without the name's extension: what images, masks and labels are paired by.
    public var stem: String {
      let name = relativePath.split(separator: "/").last ?? ""
      guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return relativePath }
      return String(relativePath.dropLast(name.distance(from: dot, to: name.endIndex)))
    }
  }

  /// The images, sorted by the order of the paths given, then by relative path.
  public private(set) var items: [Item] = []
  /// Folders that could not be listed and images whose stem another has: the path and why.
  public private(set) var failures: [FileFailure] = []
  /// Files of image formats that cannot be read here, by the end of their names.
  public private(set) var unsupported: [String: Int] = [:]

  /// - Parameters:
  ///   - paths: of files and folders.
  ///   - excluded: a folder that is not walked, such as the one that output goes to.
  /// - Throws: ``DatasetError`` when a path does not exist or cannot be listed, or no image is found.
  public init(_ paths: [String], excluding excluded: URL? = nil) throws {
    var visited: Set<FileIdentity> = []
    if let excluded, let identity = FileIdentity(excluded) { visited.insert(identity) }
    for path in paths {
      let url = URL(filePath: path)
      guard let kind = FileIdentity.kind(url) else { throw DatasetError.notFound(path: path) }
      if kind == .folder {
        let before = failures.count
        walk(url, below: "", visited: &visited)
        if items.isEmpty, failures.count > before { throw DatasetError.unlistable(failures[before]) }
      } else {
        items.append(Item(url: url, relativePath: url.lastPathComponent))
      }
    }
    removeRepeated()
    guard !items.isEmpty else {
      throw DatasetError.noImages(paths: paths, unsupported: unsupported.keys.sorted())
    }
  }

  /// Refuses images of one stem: their outputs would have one name.
  /// - Throws: ``DatasetError/equalStems(path:otherPath:count:)``.
  public func checkStems() throws {
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

  /// Takes out what was given twice, such as a folder and a file in it.
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

  /// Takes out every image that `isWanted` does not want.
  mutating func keep(_ isWanted: (Item) -> Bool) { items = items.filter(isWanted) }

  private mutating func walk(_ folder: URL, below prefix: String, visited: inout Set<FileIdentity>) {
    guard let identity = FileIdentity(folder), visited.insert(identity).inserted else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      failures.append(FileFailure(path: folder.path, reason: "the folder cannot be listed; check its permissions"))
      return
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let url = folder.appending(path: name)
      let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
      switch FileIdentity.kind(url) {
      case .folder: walk(url, below: path, visited: &visited)
      case .file: add(Item(url: url, relativePath: path))
      case nil: break
      }
    }
  }

  private mutating func add(_ item: Item) {
    let suffix = item.url.pathExtension.lowercased()
    if RasterFile.extensions.contains(suffix) || (try? RasterFile.format(of: item.url)) != nil {
      items.append(item)
    } else if RasterFile.unsupportedExtensions.contains(suffix) {
      unsupported[suffix, default: 0] += 1
    }
  }
}
