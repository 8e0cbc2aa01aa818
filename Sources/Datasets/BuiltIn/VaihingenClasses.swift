import Basics
import Imaging

/// ISPRS Vaihingen: the six classes and colours of ISPRS Potsdam.
///
/// - Source: ISPRS 2D Semantic Labeling Contest, Vaihingen.
enum VaihingenClasses {
  static let six = BuiltInClasses(
    "vaihingen", "the six classes of ISPRS Vaihingen, as colours or 0 to 5; black borders are ignored",
    source: "ISPRS 2D Semantic Labeling Contest, Vaihingen", nameParts: ["top_mosaic_09cm_", "vaihingen"]
  ) { try PotsdamClasses.sixClasses(path: "vaihingen") }
}
