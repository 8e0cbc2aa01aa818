import Basics
import Foundation
import Imaging

/// Which class each image is of, to score groups by.
public struct ImageClasses: Sendable {
  /// Sorted by name.
  public let names: [String]
  /// The place of the class in ``names`` by the path of the image.
  private let places: [String: Int]
  /// The path of the file that they are from; nil for those of sub-folders.
  private let file: String?

  private init(_ classOfPath: [String: String], file: String? = nil) {
    self.file = file
    names = Set(classOfPath.values).sorted()
    let place = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    places = classOfPath.compactMapValues { place[$0] }
  }

  /// The names of the sub-folders that the images lie in directly below the folder that was given; nil unless there are two.
  public init?(foldersOf images: [ImageFolder.Item]) {
    var classOfPath: [String: String] = [:]
    for image in images {
      let parts = image.relativePath.split(separator: "/")
      if parts.count == 2 { classOfPath[image.relativePath] = String(parts[0]) }
    }
    self.init(classOfPath)
    if names.count < 2 || names.count >= Int(Label.none) { return nil }
  }

  /// The classes of a CSV with the columns `path` and `class`.
  /// - Throws: ``ImageClassesError``, `FileAccessError`.
  public init(contentsOf url: URL) throws {
    let records = CSV.records(of: try TextFile.read(url))
    let titles = (records.first ?? []).map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    guard let path = titles.firstIndex(of: "path"), let name = titles.firstIndex(of: "class") else {
      throw ImageClassesError(path: url.path, reason: "has no columns path and class; give its first line these names")
    }
    var classOfPath: [String: String] = [:]
    for (number, record) in records.enumerated().dropFirst() where record != [""] {
      guard record.count > max(path, name), !record[path].isEmpty, !record[name].isEmpty else {
        throw ImageClassesError(path: url.path, reason: "line \(number + 1) has no path and class; mend or remove it")
      }
      if let other = classOfPath.updateValue(record[name], forKey: record[path]), other != record[name] {
        throw ImageClassesError(
          path: url.path, reason: "gives \(record[path]) the classes \(other) and \(record[name]); remove one")
      }
    }
    guard !classOfPath.isEmpty else { throw ImageClassesError(path: url.path, reason: "has no line but the first") }
    self.init(classOfPath, file: url.path)
    guard names.count < Int(Label.none) else {
      throw ImageClassesError(path: url.path, reason: "has \(names.count) classes; at most 65534 can be scored")
    }
  }

  /// The place in ``names`` of an image's class; nil where it is not known.
  public func place(of image: ImageFolder.Item) -> Int? { places[image.relativePath] ?? places[image.url.relativePath] }

  /// Checks that images have classes.
  /// - Returns: what the user should know; nil where all of them have one.
  /// - Throws: ``ImageClassesError`` where none has.
  package func check(_ images: [ImageFolder.Item]) throws -> String? {
    let missing = images.filter { place(of: $0) == nil }
    guard let example = missing.first else { return nil }
    guard missing.count < images.count else {
      throw ImageClassesError(
        path: file ?? "",
        reason: "names no image that is there: a path is \(places.keys.min() ?? ""), and the images are named like "
          + example.relativePath)
    }
    return
      "\(NumberText.count(missing.count, "image has", "images have")) no class, such as \(example.relativePath), and "
      + "\(missing.count == 1 ? "is" : "are") not scored."
  }

  /// The scores of groups; nil where no image has a class.
  /// - Parameter rule: matches clusters to classes.
  public func scores(of groups: ImageGroups, rule: MatchingRule = .oneToOne) -> Scores? {
    let classes = groups.images.map { place(of: $0.item).map { UInt16($0) } ?? Label.none }
    let count = classes.count { $0 != Label.none }
    guard count > 0 else { return nil }
    var matrix = ConfusionMatrix()
    matrix.add(
      masks: LabelMap(width: classes.count, height: 1, values: groups.images.map { UInt16($0.cluster) }),
      classes: LabelMap(width: classes.count, height: 1, values: classes))
    return Scores(matrix, classes: names.map { NamedClass(name: $0) }, rule: rule, images: count)
  }
}

/// A file of classes of images that cannot be used.
public struct ImageClassesError: FileError, Hashable, Sendable {
  public let path: String
  public let reason: String
}
