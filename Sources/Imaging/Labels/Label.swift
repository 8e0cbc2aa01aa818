/// Labels: the numbers of classes or clusters.
public enum Label {
  /// Marks a pixel without a label: it is to be ignored, or belongs to no cluster.
  public static let none = UInt16.max
  /// The value of ``none`` in files of 8 bits.
  public static let noneByte = UInt8.max
  /// The greatest number of labels.
  public static let limit = Int(none)
}
