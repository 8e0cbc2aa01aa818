import Basics
import Foundation

/// Puts images into a folder for each cluster.
public struct GroupFolders: Sendable {
  /// How an image gets into its folder.
  public enum Means: Sendable {
    /// A copy of the image.
    case copy
    /// A symbolic link to the image.
    case link
  }

  /// The folder that holds the folders of the groups.
  public let url: URL
  /// How images get there.
  public let means: Means

  /// Folders of groups below `url`.
  public init(_ url: URL, means: Means) {
    self.url = url
    self.means = means
  }

  /// Files and folders of an earlier run that are there.
  /// - Throws: ``DatasetError/wouldReplace(path:count:)`` where there are some and they must not be replaced.
  package func check(replaces: Bool) throws {
    guard !replaces, FileIdentity.kind(url) == .folder else { return }
    let count = try FolderListing.entries(of: url.path).count
    if count > 0 { throw DatasetError.wouldReplace(path: url.path, count: count) }
  }

  /// Fills the folders. What an earlier run has left there is removed.
  /// - Returns: the images that could not be put there.
  /// - Throws: `FileAccessError.unwritable` for a folder.
  package func write(_ groups: ImageGroups, progress: () -> Void = {}) throws -> [FileFailure] {
    let files = FileManager.default
    do {
      if FileIdentity.kind(url) != nil { try files.removeItem(at: url) }
      for cluster in 0..<groups.clusters {
        try files.createDirectory(at: folder(of: cluster, in: groups), withIntermediateDirectories: true)
      }
    } catch {
      throw FileAccessError.unwritable(path: url.path, reason: "the folder cannot be made anew; choose another place")
    }
    var failures: [FileFailure] = []
    for (image, name) in zip(groups.images, Self.names(groups)) {
      let source = image.item.url.resolvingSymlinksInPath()
      let target = folder(of: image.cluster, in: groups).appending(path: name)
      do {
        switch means {
        case .copy: try files.copyItem(at: source, to: target)
        case .link: try files.createSymbolicLink(at: target, withDestinationURL: source.absoluteURL)
        }
      } catch {
        failures.append(
          FileFailure(
            path: image.item.url.path,
            reason: "could not be \(means == .copy ? "copied" : "linked") to \(target.path); check the space left there"
          ))
      }
      progress()
    }
    return failures
  }

  private func folder(of cluster: Int, in groups: ImageGroups) -> URL { url.appending(path: groups.name(of: cluster)) }

  /// For each image the name of its file; its whole path with `_` for `/` where another image has the same name.
  static func names(_ groups: ImageGroups) -> [String] {
    var counts: [String: Int] = [:]
    for image in groups.images { counts[image.item.url.lastPathComponent, default: 0] += 1 }
    var taken: Set<String> = []
    return zip(groups.images, groups.paths).map { image, path in
      let own = image.item.url.lastPathComponent
      var name = counts[own] == 1 ? own : path.split(separator: "/").joined(separator: "_")
      while !taken.insert(name).inserted { name = "_" + name }
      return name
    }
  }
}
