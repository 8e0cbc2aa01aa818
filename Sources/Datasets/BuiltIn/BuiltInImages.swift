/// A list of images that comes with the program, such as one official half of a data set.
public struct BuiltInImages: Sendable {
  /// By which commands know it.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  public let identifiers: [String]

  /// The official halves of data sets.
  public static let all = [PotsdamTiles.train, PotsdamTiles.test]
}

extension ImageIdentifiers {
  /// The list that comes with the program under this name, or that of the file at this path.
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
