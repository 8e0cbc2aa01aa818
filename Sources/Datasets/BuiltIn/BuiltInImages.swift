/// A list of images that comes with the package, such as an official split of a data set.
package struct BuiltInImages: Sendable {
  /// The name that commands know the list by.
  package let name: String
  /// The list in one line.
  package let summary: String
  package let identifiers: [String]

  /// The official splits of data sets.
  package static let all = [PotsdamTiles.train, PotsdamTiles.test]
}

extension ImageIdentifiers {
  /// The list that comes with the package under this name or, if there is none, the list in the file at this path.
  /// - Throws: ``DatasetError/noList(path:reason:known:)``.
  public init(named name: String) throws {
    if let list = BuiltInImages.all.first(where: { $0.name == name }) {
      self.init(list.identifiers)
      return
    }
    do {
      try self.init(contentsOf: name)
    } catch DatasetError.noList(let path, let reason, _) {
      throw DatasetError.noList(path: path, reason: reason, known: BuiltInImages.all.map(\.name))
    }
  }
}
