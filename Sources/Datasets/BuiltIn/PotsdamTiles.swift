import Basics
import Imaging

/// The 38 tiles of ISPRS Potsdam by row and column: 24 came with labels for training, 14 were kept for the contest.
///
/// - Source: ISPRS 2D Semantic Labeling Contest, Potsdam.
enum PotsdamTiles {
  static let train = BuiltInImages(
    name: "potsdam-train", summary: "the 24 tiles of ISPRS Potsdam that the contest gave labels for",
    identifiers: [
      "2_10", "2_11", "2_12", "3_10", "3_11", "3_12", "4_10", "4_11", "4_12", "5_10", "5_11", "5_12", "6_7", "6_8",
      "6_9",
      "6_10", "6_11", "6_12", "7_7", "7_8", "7_9", "7_10", "7_11", "7_12",
    ])

  static let test = BuiltInImages(
    name: "potsdam-test", summary: "the 14 tiles of ISPRS Potsdam that the contest was scored on",
    identifiers: [
      "2_13", "2_14", "3_13", "3_14", "4_13", "4_14", "4_15", "5_13", "5_14", "5_15", "6_13", "6_14", "6_15", "7_13",
    ])
}
