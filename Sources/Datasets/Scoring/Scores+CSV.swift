import Basics

extension Scores {
  /// A line for each class below the names of the columns. A score that does not exist is empty.
  public var perClassCSV: String {
    let hasBoundaries = boundaryTolerance != nil
    func share(_ value: Double?) -> String { value.map { NumberText.decimal($0, 6) } ?? "" }
    let columns =
      ["class", "value", "usersAccuracy", "producersAccuracy", "iou", "accuracy", "precision", "recall", "f1"]
      + (hasBoundaries ? ["boundaryF"] : []) + ["pixels"]
    var text = columns.joined(separator: ",") + "\n"
    for (number, (entry, score)) in zip(naming.classes, perClass).enumerated() {
      let shares =
        [
          score.usersAccuracy, score.producersAccuracy, score.iou, score.accuracy, score.precision, score.accuracy,
          score.f1,
        ] + (hasBoundaries ? [score.boundaryF] : [])
      let fields = [CSV.quoted(entry.name), "\(entry.value(number: number))"] + shares.map(share) + ["\(score.pixels)"]
      text += fields.joined(separator: ",") + "\n"
    }
    return text
  }
}
