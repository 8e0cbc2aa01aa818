/// Labels: the numbers of classes or clusters.
public enum Label {
  /// Marks a pixel without a label: one that is ignored, or that no cluster was given.
  public static let none = UInt16.max
  /// What stands for ``none`` in files of one byte a pixel.
  public static let noneByte = UInt8.max
  /// How many labels there can be.
  public static let limit = Int(none)
}
