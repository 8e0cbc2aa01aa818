import Basics
import Imaging

/// DeepGlobe: six kinds of land cover as colours, or 0 to 5 in this order. Black pixels are unknown.
///
/// - Source: Demir et al., DeepGlobe 2018: A Challenge to Parse the Earth through Satellite Images, CVPR Workshops 2018.
enum DeepGlobeClasses {
  static let six = BuiltInClasses(
    "deepglobe", "the six land-cover classes of DeepGlobe 2018, as colours or 0 to 5; unknown is ignored",
    source: "DeepGlobe 2018 land cover classification (Demir et al., CVPR Workshops 2018)",
    nameParts: ["DeepGlobe", "deepglobe"]
  ) {
    try ClassTable(
      rows: [
        ("urban", [0], [0x00FFFF]), ("agriculture", [1], [0xFFFF00]), ("rangeland", [2], [0xFF00FF]),
        ("forest", [3], [0x00FF00]), ("water", [4], [0x0000FF]), ("barren", [5], [0xFFFFFF]),
      ], ignoredValues: [6, 255], ignoredColours: [0x000000], path: "deepglobe")
  }
}
