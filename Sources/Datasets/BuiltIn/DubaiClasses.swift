import Basics
import Imaging

/// Semantic segmentation of aerial imagery of Dubai: five classes as colours, or 0 to 4 in this order.
///
/// - Source: Humans in the Loop with the Mohammed Bin Rashid Space Centre, 2020.
enum DubaiClasses {
  static let five = BuiltInClasses(
    "dubai", "the five classes of the aerial images of Dubai, as colours or 0 to 4",
    source: "Semantic segmentation of aerial imagery (Humans in the Loop and MBRSC, 2020)"
  ) {
    try ClassTable(
      rows: [
        ("building", [0], [0x3C1098]), ("land", [1], [0x8429F6]), ("road", [2], [0x6EC1E4]),
        ("vegetation", [3], [0xFEDD3A]), ("water", [4], [0xE2A929]),
      ], ignoredValues: [255], ignoredColours: [0x9B9B9B, 0x000000], path: "dubai")
  }
}
