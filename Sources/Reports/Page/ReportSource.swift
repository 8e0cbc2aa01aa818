import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// A path that a report is made of: the folder of a whole run, of a training, or of masks.
public struct ReportSource: Sendable {
  /// The path, as it was given.
  public let path: String
  /// The name that tells the source from the others of a report.
  public let name: String
  /// The masks; nil for a training that segmented nothing.
  package var masks: ImageFolder?
  /// The folder that masks are looked for in.
  let maskFolder: URL
  /// The training; nil for masks alone.
  package let training: RunFolder?
  /// The file of scores in the folder of a run; nil where there is none.
  package let scores: URL?

  /// - Throws: ``DatasetError`` for a path that does not exist, or that holds neither masks nor a training.
  public init(path: String, name: String? = nil) throws {
    self.path = path
    let url = URL(filePath: path)
    func has(_ url: URL) -> Bool { FileManager.default.fileExists(atPath: url.path) }
    self.name = name ?? url.standardizedFileURL.lastPathComponent
    let masks = url.appending(path: "masks")
    let scores = url.appending(path: "scores.json")
    self.scores = has(masks) && has(scores) ? scores : nil
    let model = RunFolder(url.appending(path: "model"))
    let own = RunFolder(url)
    if has(masks) {
      self.masks = try ImageFolder([masks.path])
      maskFolder = masks
      training = has(model.metrics) ? model : nil
    } else if has(own.metrics) || has(model.metrics) {
      self.masks = nil
      maskFolder = url
      training = has(own.metrics) ? own : model
    } else {
      self.masks = try ImageFolder([path])
      maskFolder = url
      training = nil
    }
  }

  /// The sources of `paths`, each with a name of its own.
  public static func all(_ paths: [String]) throws -> [ReportSource] {
    var names: [String] = []
    return try paths.map { path in
      let parts = URL(filePath: path).standardizedFileURL.pathComponents.filter { $0 != "/" }
      // The name takes as many parts of the path as make it differ from the names before.
      var name = parts.last ?? path
      for count in parts.indices.dropFirst() where names.contains(name) {
        name = parts.suffix(count + 1).joined(separator: "/")
      }
      if names.contains(name) { name += " (\(names.count + 1))" }
      names.append(name)
      return try ReportSource(path: path, name: name)
    }
  }
}
