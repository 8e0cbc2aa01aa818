import Basics
import Foundation

/// The images that Label Studio's tasks are about, from its export as JSON or JSON-MIN.
///
/// The names of exported masks have the number of a task and not the name of its image.
public struct LabelStudioTasks: Sendable {
  private let path: String
  private let stems: [Int: String]

  /// - Throws: ``ClassMasksError/noTasks(path:reason:)``, `FileAccessError`.
  public init(contentsOf url: URL) throws {
    try self.init(TextFile.read(url), path: url.path)
  }

  package init(_ json: String, path: String) throws {
    guard let tasks = (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [[String: Any]] else {
      throw ClassMasksError.noTasks(path: path, reason: "is no list of tasks; export them from Label Studio as JSON")
    }
    var stems: [Int: String] = [:]
    for task in tasks {
      let data = task["data"] as? [String: Any] ?? task
      guard let id = (task["id"] as? NSNumber)?.intValue,
        let image = (data["image"] ?? data["img"]) as? String ?? data.values.lazy.compactMap(Self.imagePath).min()
      else { continue }
      stems[id] = Self.stem(image)
    }
    if stems.isEmpty { throw ClassMasksError.noTasks(path: path, reason: "has no task with an image") }
    self.path = path
    self.stems = stems
  }

  /// The name of the image of a task, without folders and extension.
  func stem(of task: Int) throws -> String {
    guard let stem = stems[task] else {
      throw ClassMasksError.noTasks(path: path, reason: "has no task \(task); export the tasks of these masks")
    }
    return stem
  }

  /// Checks that no two tasks have images of one name, whose masks would be joined.
  /// - Throws: ``ClassMasksError/noTasks(path:reason:)``.
  func checkStems(of tasks: Set<Int>) throws {
    var taskOfStem: [String: Int] = [:]
    for task in tasks.sorted() {
      let stem = try stem(of: task)
      if let other = taskOfStem.updateValue(task, forKey: stem) {
        throw ClassMasksError.noTasks(
          path: path,
          reason:
            "has images called \(stem) in the tasks \(other) and \(task); join the masks of each folder by themselves")
      }
    }
  }

  private static func imagePath(_ value: Any) -> String? {
    guard let text = value as? String else { return nil }
    return ["jpg", "jpeg", "png"].contains { text.lowercased().hasSuffix(".\($0)") } ? text : nil
  }

  /// Label Studio writes eight digits and a hyphen before the names of uploaded files.
  private static func stem(_ image: String) -> String {
    let plain = image.removingPercentEncoding ?? image
    let name = plain.split { "/=\\".contains($0) }.last.map(String.init) ?? plain
    let uploaded = name.prefixMatch(of: /[0-9a-f]{8}-/).map { String(name[$0.range.upperBound...]) } ?? name
    return ImageFolder.Item(url: URL(filePath: "/"), relativePath: uploaded).stem
  }
}
