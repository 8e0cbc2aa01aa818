import Basics
import Imaging

/// LoveDA: seven kinds of land cover, 1 to 7 in label files, 0 for no data.
///
/// - Source: Wang et al., LoveDA: A Remote Sensing Land-Cover Dataset for Domain Adaptive Semantic Segmentation, 2021.
enum LoveDAClasses {
  static let seven = BuiltInClasses(
    "loveda", "the seven land-cover classes of LoveDA, 1 to 7; 0 has no data",
    source: "LoveDA (Wang et al., NeurIPS Datasets and Benchmarks 2021)"
  ) {
    try ClassTable(
      rows: [
        ("background", [1], [0xFFFFFF]), ("building", [2], [0xFF0000]), ("road", [3], [0xFFFF00]),
        ("water", [4], [0x0000FF]), ("barren", [5], [0x9F81B7]), ("forest", [6], [0x00FF00]),
        ("agriculture", [7], [0xFFC380]),
      ], ignoredValues: [0, 255], ignoredColours: [0x000000], path: "loveda")
  }
}
