/// Which label stands for which other.
package struct LabelTable: Hashable, Sendable {
  /// For each label from 0 on the one that is delivered.
  package let labels: [UInt16]
  /// What is delivered for all labels beyond, but ``Label/none``, which stays.
  package let other: UInt16

  package init(_ labels: [UInt16], other: UInt16) {
    self.labels = labels
    self.other = other
  }

  /// What stands for `label`.
  @inline(__always)
  package subscript(label: UInt16) -> UInt16 {
    Int(label) < labels.count ? labels[Int(label)] : label == Label.none ? Label.none : other
  }
}
