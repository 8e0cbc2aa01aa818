import Basics
import Imaging

/// LandCover.ai: background and four kinds of land cover, 0 to 4 in label files of one band.
///
/// - Source: Boguszewski et al., LandCover.ai: Dataset for Automatic Mapping of Buildings, Woodlands, Water and Roads from
///   Aerial Imagery, CVPR Workshops 2021.
enum LandCoverAIClasses {
  /// The images are named by their sheets of the Polish map.
  private static let nameParts = ["M-33-", "M-34-", "N-33-", "N-34-", "landcover.ai"]

  static let five = BuiltInClasses(
    "landcover-ai", "the five classes of LandCover.ai, 0 to 4",
    source: "LandCover.ai (Boguszewski et al., CVPR Workshops 2021)", nameParts: nameParts
  ) {
    try ClassTable(
      rows: [
        ("background", [0], []), ("building", [1], []), ("woodland", [2], []), ("water", [3], []), ("road", [4], []),
      ],
      ignoredValues: [255], path: "landcover-ai")
  }
}
