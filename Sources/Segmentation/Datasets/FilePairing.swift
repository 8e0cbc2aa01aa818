/// Files of two folders that belong together: those whose relative paths are equal but for the extension.
public struct FilePairing: Sendable {
  public typealias Item = ImageFolder.Item

  /// The pairs, in the order of the first folder.
  public let pairs: [(first: Item, second: Item)]
  /// Files of the first folder without a partner.
  public let firstAlone: [Item]
  /// Files of the second folder without a partner.
  public let secondAlone: [Item]

  /// - Throws: ``DatasetError/noPairs(first:second:firstExample:secondExample:)``; the paths are for its message.
  public init(_ first: ImageFolder, _ second: ImageFolder, firstPath: String, secondPath: String) throws {
    let partners = Dictionary(second.items.map { ($0.stem, $0) }) { earlier, _ in earlier }
    pairs = first.items.compactMap { item in partners[item.stem].map { (item, $0) } }
    firstAlone = first.items.filter { partners[$0.stem] == nil }
    let stems = Set(first.items.map(\.stem))
    secondAlone = second.items.filter { !stems.contains($0.stem) }
    if pairs.isEmpty, let one = first.items.first, let other = second.items.first {
      throw DatasetError.noPairs(
        first: firstPath, second: secondPath, firstExample: one.relativePath, secondExample: other.relativePath)
    }
  }
}
