import Basics
import Foundation
import Imaging

/// Reads all label files of a folder and decides once for the folder how they are read.
///
/// Whether files hold colours or values is decided by the colours and values that pixels have. Files that cannot be read decide
/// nothing.
package struct LabelSurvey: Sendable {
  package let reading: LabelReading
  package let notices: [LabelNotice]

  /// A file with this share of its pixels in colours of the table holds colours, even if its indices fit too.
  private static let shareOfColours = 0.95

  /// - Parameters:
  ///   - files: all labels of a folder.
  ///   - classes: classes without a table that come first, such as those of the labels that masks are compared with.
  ///   - progress: is called after each file.
  package init(
    _ files: [URL], meaning: LabelMeaning, after classes: [NamedClass] = [], options: DecodingOptions = .init(),
    parallel: Parallel, progress: @Sendable () -> Void = {}
  ) {
    let classOfValue = meaning.classOfValue
    let colours = meaning.colours
    let contents = parallel.attempt(
      files, path: \.path, progress: progress,
      { try LabelContents($0, classOfValue: classOfValue, colours: colours, options: options) }
    ).values.compactMap { $0 }
    self.init(contents, meaning: meaning, after: classes, classOfValue: classOfValue, colours: colours)
  }

  init(
    _ contents: [LabelContents], meaning: LabelMeaning, after first: [NamedClass] = [], classOfValue: [UInt16?],
    colours: ColourClasses?
  ) {
    var refused: [String: LabelFileError] = [:]
    let content = Self.content(contents, classOfValue, colours)
    for file in contents {
      let path = file.url.path
      if let colours, content == .colours, file.kind != .grey, file.isPhotograph(ofColours: colours.count) {
        let near = file.pixels - file.snapped.farPixels
        refused[path] = .photographOfColours(path: path, share: Double(near) / Double(max(1, file.pixels)))
      } else if meaning.classes == nil, file.isPhotographOfValues {
        refused[path] = .photographOfValues(path: path, values: (file.values ?? [:]).count)
      }
    }
    let used = contents.filter { refused[$0.url.path] == nil }
    let greys = used.filter { $0.kind == .grey }
    let readsGreyByColour =
      content == .colours && greys.count < used.count && greys.allSatisfy { $0.fitsColours && $0.pixels > 0 }
    let valued = used.filter { content == .values || ($0.kind == .grey && !readsGreyByColour) }
    let tally = ValueTally(valued)
    let interpolated = tally.isInterpolated
    var classes = meaning.classes?.classes
    var table = classOfValue
    if meaning.classes == nil {
      let numbered = Self.classes(tally, meaning, classOfValue, after: first)
      (classes, table) = (numbered.classes, numbered.table)
    }
    reading = LabelReading(
      classes: classes, content: content, classOfValue: table, colours: colours, readsGreyByColour: readsGreyByColour,
      refused: refused, fault: interpolated ? .interpolated : tally.fault(meaning, classOfValue), meaning: meaning)
    var notices = Self.notices(used, content, classOfValue, colours, meaning)
    if interpolated, let file = tally.example {
      notices.append(.interpolated(path: file.path, values: tally.met.count))
    }
    if meaning.classes == nil, meaning.ignoredValues == nil, let notice = tally.onlyIgnored(meaning.offset) {
      notices.append(notice)
    }
    self.notices = notices
  }

  /// Colours where the pixels of the files that can be both have colours of the table.
  private static func content(
    _ contents: [LabelContents], _ classOfValue: [UInt16?], _ colours: ColourClasses?
  ) -> LabelReading.Content {
    let open = contents.filter { $0.kind != .grey }
    guard let colours, !open.isEmpty else { return .values }
    if colours.takesNearest { return .colours }
    let pixels = open.reduce(0) { $0 + $1.pixels }
    let byColour = open.reduce(0) { $0 + $1.pixelsOfColours }
    let byClass = open.reduce(0) { $0 + $1.pixelsOfClassColours }
    let byValue = open.reduce(0) { $0 + $1.pixelsOfValues(classOfValue) }
    // Colours of classes are not met by chance as small numbers are. Black alone is.
    if byClass > 0, Double(byColour) >= shareOfColours * Double(pixels) { return .colours }
    if byColour == byValue {
      return byClass > 0 || open.contains { $0.pixelsWithoutValue > 0 } ? .colours : .values
    }
    return byColour > byValue ? .colours : .values
  }

  /// The classes of labels without a table: the values that pixels have and that are not ignored, in ascending order after those
  /// of `first`.
  private static func classes(
    _ tally: ValueTally, _ meaning: LabelMeaning, _ classOfValue: [UInt16?], after first: [NamedClass]
  ) -> (classes: [NamedClass], table: [UInt16?]) {
    var classes = first
    var numbers = Dictionary(first.enumerated().map { ($1.name, $0) }) { earlier, _ in earlier }
    var table = classOfValue
    for value in table.indices {
      guard let number = table[value], number != Label.none else { continue }
      let name = "\(number)"
      if numbers[name] == nil, tally.met.contains(value) {
        numbers[name] = classes.count
        classes.append(NamedClass(name: name, values: [UInt16(value)]))
      }
      table[value] = numbers[name].map { UInt16($0) }
    }
    return (classes, table)
  }

  private static func notices(
    _ contents: [LabelContents], _ content: LabelReading.Content, _ classOfValue: [UInt16?], _ colours: ColourClasses?,
    _ meaning: LabelMeaning
  ) -> [LabelNotice] {
    guard let colours else { return [] }
    var notices: [LabelNotice] = []
    func fitsValues(_ file: LabelContents) -> Bool { file.pixelsOfValues(classOfValue) == file.pixels }
    let open = contents.filter { $0.kind != .grey }
    let byColour = contents.first { !fitsValues($0) && ($0.fitsColours || colours.takesNearest && $0.kind != .grey) }
    let byValue = contents.first { fitsValues($0) && !$0.fitsColours && (!colours.takesNearest || $0.kind == .grey) }
    if let byColour, let byValue {
      notices.append(
        .mixed(colours: byColour.url.path, values: byValue.url.path, readByColours: content == .colours))
    } else if content == .colours, let file = open.first(where: { $0.isAmbiguous && fitsValues($0) }) {
      notices.append(.readByColours(path: file.url.path))
    } else if content == .values, let file = open.first(where: { !$0.fitsColours || $0.isAmbiguous }) {
      notices.append(.readByValues(path: file.url.path))
    }
    var snapped = LabelContents.Snapped()
    for file in contents where content == .colours && file.kind != .grey { snapped.add(file.snapped) }
    if snapped.pixels > 0 {
      notices.append(
        .nearestColours(
          pixels: snapped.pixels, of: open.reduce(0) { $0 + $1.pixels },
          mean: snapped.sumOfDistances / Double(snapped.pixels), largest: snapped.largestDistance))
    }
    if content == .colours, meaning.offset != 0 || meaning.ignoredValues?.isEmpty == false, let file = open.first {
      notices.append(.valuesOfColours(path: file.url.path))
    }
    return notices
  }
}

/// The values of all label files that are read by them.
private struct ValueTally {
  private var counts = [Int](repeating: 0, count: 256)
  private var ramps = [Int](repeating: 0, count: 256)
  /// Values that pixels have.
  let met: Set<Int>
  /// The file with most different values.
  let example: URL?

  init(_ files: [LabelContents]) {
    for file in files {
      for (value, pixels) in file.values ?? [:] { counts[value] += pixels }
      for (value, pixels) in file.rampPixels { ramps[value] += pixels }
    }
    let counts = counts
    met = Set(counts.indices.filter { counts[$0] > 0 })
    example = files.max { ($0.values ?? [:]).count < ($1.values ?? [:]).count }?.url
  }

  /// Whether there are many rare values, which lie between others as interpolation makes them. A half of the pixels at borders
  /// lies in rows that run along the border, where nothing is seen of it.
  var isInterpolated: Bool {
    let pixels = counts.reduce(0, +)
    let rare = counts.indices.filter { counts[$0] > 0 && counts[$0] * 100 < pixels }
    guard rare.count >= 8, rare.count * 2 > met.count else { return false }
    return rare.reduce(0) { $0 + ramps[$1] } * 3 > rare.reduce(0) { $0 + counts[$1] }
  }

  /// What is wrong with values that stand for no class: a single one after the last class.
  func fault(_ meaning: LabelMeaning, _ classOfValue: [UInt16?]) -> ValueFault? {
    let unknown = met.filter { classOfValue[$0] == nil }
    guard meaning.offset == 0, let classes = meaning.classes?.classes,
      let greatest = classes.flatMap(\.values).max(), unknown == [Int(greatest) + 1]
    else { return nil }
    return .countedFromOne
  }

  /// The warning for labels that hold one value beside 255.
  func onlyIgnored(_ offset: Int) -> LabelNotice? {
    let none = Int(Label.noneByte)
    let others = met.subtracting([none]).filter { $0 >= offset }
    guard met.contains(none), others.count == 1, let value = others.first else { return nil }
    return .onlyIgnoredBeside(value: value, ignored: counts[none])
  }
}
