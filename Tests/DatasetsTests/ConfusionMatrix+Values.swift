import Basics
import Datasets
import Imaging
import TestSupport

extension ConfusionMatrix {
  /// Counts of a row of pixels, as of files of 8 bits: 255 is none.
  init(masks: [UInt8], classes: [UInt8]) {
    self.init()
    func map(_ values: [UInt8]) -> LabelMap {
      LabelMap(
        width: values.count, height: 1, values: values.map { $0 == Label.noneByte ? Label.none : UInt16($0) })
    }
    add(masks: map(masks), classes: map(classes))
  }
}

extension NamedClass {
  /// Classes of these names, each with its number as value.
  static func named(_ names: String...) -> [NamedClass] {
    names.enumerated().map { NamedClass(name: $1, values: [UInt16($0)]) }
  }
}
