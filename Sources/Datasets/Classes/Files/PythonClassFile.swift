import Foundation
import Imaging

/// A data set of mmsegmentation: Python text with a list of names called `classes` and one of colours called `palette`.
enum PythonClassFile: ClassFileFormat {
  static let words = "Python text of mmsegmentation (classes=('road', 'car'), palette=[[128, 64, 128], [0, 0, 142]])"

  static func read(_ text: String, path: String) throws -> ListedClasses? {
    let names = Set(lists("classes", in: text).map { $0.map(\.string) })
    guard let first = lists("classes", in: text).first else { return nil }
    guard names.count == 1 else {
      throw ClassTableError.severalLists(path: path, count: names.count)
    }
    let strings = first.compactMap(\.string)
    guard strings.count == first.count, !strings.isEmpty else { return nil }
    let palette = lists("palette", in: text).first ?? []
    let colours = palette.map { item in ColourText.colour(item.items?.map(\.integer) ?? []) }
    if !colours.isEmpty && colours.count != strings.count {
      throw ClassTableError.coloursMissing(path: path, classes: strings.count, colours: colours.count)
    }
    // Such a data set has 0 for what no class is, and its labels are numbered from 1.
    let startsAtOne =
      text.range(of: "reduce_zero_label\\s*[=:]\\s*True", options: .regularExpression) != nil
    let entries = strings.enumerated().map { index, name in
      ListedClasses.Entry(
        name: name, colour: colours.isEmpty ? nil : colours[index], value: index + (startsAtOne ? 1 : 0))
    }
    return ListedClasses(entries, ignoredValues: startsAtOne ? [0, 255] : nil).withoutSharedColours
  }

  /// The lists that are given to `name`, such as `CLASSES = (...)`, `classes=[...]` and `'classes': (...)`.
  private static func lists(_ name: String, in text: String) -> [[PythonLiteral]] {
    let pattern = "\\b(?:\(name)|\(name.uppercased()))(?:\\s*=\\s*|['\"]\\s*:\\s*)(?=[\\[(])"
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
      Range(match.range, in: text).flatMap { PythonLiteral.read(text[$0.upperBound...])?.items }
    }
  }
}
