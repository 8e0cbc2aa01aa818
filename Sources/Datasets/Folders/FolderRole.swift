/// What the name of a folder says about the files in it.
package struct FolderRole: Hashable {
  package enum Kind: Hashable {
    /// Nothing.
    case plain
    case images
    case labels
    /// Files that are made from labels and hold no classes.
    case derived
  }

  package let kind: Kind
  /// The name without the words for the kind, in lower case: `train` of `train_masks`, empty for `masks_png`. The folders of
  /// one scene have it in common. The whole name of a plain folder, in lower case too.
  package let rest: String

  package init(_ name: String) {
    // Numbers before a name put folders in an order: 5_Labels_for_participants.
    let lowered = name.lowercased()
    var words = lowered.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    if words.count > 1, words[0].allSatisfy(\.isNumber) { words.removeFirst() }
    words = words.flatMap(Self.withoutSplit)
    let has = { (marks: Set<String>) in words.contains(where: marks.contains) }
    if has(NameMarks.derivedWords) || NameMarks.derivedWords.contains(lowered) {
      kind = .derived
    } else if has(NameMarks.labelWords) {
      kind = .labels
    } else if has(NameMarks.imageWords) {
      kind = .images
    } else {
      (kind, rest) = (.plain, lowered)
      return
    }
    let known = [NameMarks.imageWords, NameMarks.labelWords, NameMarks.derivedWords, NameMarks.otherWords]
    rest = words.filter { word in !known.contains { $0.contains(word) } }.joined(separator: " ")
  }

  /// The two words in one word such as `trainannot`.
  private static func withoutSplit(_ word: String) -> [String] {
    for split in NameMarks.splits where word.hasPrefix(split) {
      let role = String(word.dropFirst(split.count))
      if NameMarks.labelWords.contains(role) || NameMarks.imageWords.contains(role) { return [split, role] }
    }
    return [word]
  }
}
