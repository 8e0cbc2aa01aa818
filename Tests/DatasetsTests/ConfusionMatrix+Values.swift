import Basics
import Datasets
import Imaging
import TestSupport

extension ConfusionMatrix {
  /// Counts of a row of pixels.
  init(masks: [UInt8], classes: [UInt8]) {
    self.init()
    add(
      masks: LabelMap(width: masks.count, height: 1, values: masks),
      classes: LabelMap(width: classes.count, height: 1, values: classes))
  }
}

extension ClassTable.Class {
  /// Classes of these names, each with its number as value.
  static func named(_ names: String...) -> [ClassTable.Class] {
    names.enumerated().map { ClassTable.Class(name: $1, values: [UInt8($0)]) }
  }
}
