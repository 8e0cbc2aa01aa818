import Basics
import Imaging

/// Pascal VOC: background and twenty kinds of object, as palette indices or colours; the border (255) is ignored.
///
/// - Source: Everingham et al., The Pascal Visual Object Classes Challenge, 2012; colours by the rule of its development kit.
enum PascalVOCClasses {
  private static let names = [
    "background", "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "dining table",
    "dog", "horse", "motorbike", "person", "potted plant", "sheep", "sofa", "train", "tv monitor",
  ]

  static let twentyOne = BuiltInClasses(
    "voc", "background and the 20 classes of Pascal VOC, as palette indices or colours",
    source: "Pascal VOC 2012 (Everingham et al.)", labelMarks: ["SegmentationClass"]
  ) {
    try ClassTable(
      rows: names.enumerated().map { ($1, [UInt16($0)], [colour($0)]) }, ignoredValues: [255],
      ignoredColours: [0xE0E0C0], path: "voc")
  }

  /// The bits of the number, three at a time, become the high bits of red, green and blue.
  private static func colour(_ number: Int) -> UInt32 {
    var colour: UInt32 = 0
    for bit in 0..<8 {
      for channel in 0..<3 where number >> (3 * bit + channel) & 1 == 1 {
        colour |= 1 << UInt32(16 - 8 * channel + 7 - bit)
      }
    }
    return colour
  }
}
