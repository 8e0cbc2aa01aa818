import Foundation
import Imaging

/// How the label files of one folder are read: by their colours or by their values, and which class each stands for.
package struct LabelReading: Sendable {
  /// What stands for a class.
  package enum Content: Hashable, Sendable {
    case colours
    case values
  }

  /// The classes by their numbers; nil where every value is a class and none was counted.
  package let classes: [NamedClass]?
  /// Whether files that have colours are read by them. Grey files are read by their values.
  package let content: Content
  /// The class of each stored value: `Label.none` for an ignored value, nil for a value that stands for no class.
  let classOfValue: [UInt16?]
  /// The class of each colour; nil where labels have no colours.
  let colours: ColourClasses?
  /// Whether grey files are read by their colours too.
  let readsGreyByColour: Bool
  /// Files that are refused, by their paths.
  let refused: [String: LabelFileError]
  /// What is probably wrong with values that stand for no class.
  package let fault: ValueFault?
  let meaning: LabelMeaning

  /// The reading of labels by their values, none of which were counted: each class has its own number.
  package static let numbered = LabelReading(valuesOf: LabelMeaning())

  /// The reading of labels by their values, none of which were counted.
  package init(valuesOf meaning: LabelMeaning) {
    self.init(
      classes: meaning.classes?.classes, content: .values, classOfValue: meaning.classOfValue, meaning: meaning)
  }

  /// The reading of labels without a class table as the classes that a naming shows. Other values get numbers after those.
  package init(valuesOf meaning: LabelMeaning, shownBy naming: Naming) {
    var table = meaning.classOfValue
    let after = UInt16(naming.classes.count + 1)
    for value in table.indices where table[value] != nil && table[value] != Label.none {
      table[value] = after + UInt16(value)
    }
    for (number, entry) in naming.classes.enumerated() {
      let value = Int(entry.value(number: number))
      if table.indices.contains(value), table[value] != Label.none { table[value] = UInt16(number) }
    }
    self.init(classes: nil, content: .values, classOfValue: table, meaning: meaning)
  }

  init(
    classes: [NamedClass]?, content: Content, classOfValue: [UInt16?], colours: ColourClasses? = nil,
    readsGreyByColour: Bool = false, refused: [String: LabelFileError] = [:], fault: ValueFault? = nil,
    meaning: LabelMeaning
  ) {
    self.classes = classes
    self.content = content
    self.classOfValue = classOfValue
    self.colours = colours
    self.readsGreyByColour = readsGreyByColour
    self.refused = refused
    self.fault = fault
    self.meaning = meaning
  }

  /// Whether a file is read by its colours.
  func isByColour(_ info: RasterInfo) -> Bool {
    guard content == .colours else { return false }
    return info.palette != nil || info.bands >= 3 || readsGreyByColour
  }
}

/// What is probably wrong with values that stand for no class.
public enum ValueFault: Hashable, Sendable {
  /// The classes are counted from 1, and 0 has no class.
  case countedFromOne
  /// The labels were resized or smoothed, so that values between those of classes have come into them.
  case interpolated
}
