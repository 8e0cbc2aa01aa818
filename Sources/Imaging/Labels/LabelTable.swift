/// A label for each label.
package struct LabelTable: Hashable, Sendable {
  /// The new label for each label from 0 on.
  package let labels: [UInt16]
  /// The new label for all greater labels. ``Label/none`` stays.
  package let other: UInt16

  package init(_ labels: [UInt16], other: UInt16) {
    self.labels = labels
    self.other = other
  }

  /// The new label for `label`.
  @inline(__always)
  package subscript(label: UInt16) -> UInt16 {
    Int(label) < labels.count ? labels[Int(label)] : label == Label.none ? Label.none : other
  }
}
