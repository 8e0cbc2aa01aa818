import Basics
import Foundation
import Imaging

extension MaskLegend {
  /// Masks shown in the classes that scores match their clusters to.
  /// - Parameter colours: whether those of the classes are used.
  public init(_ scores: Scores, colours: Colours) throws {
    try self.init(
      classNames: scores.perClass.map(\.name), colours: colours == .classes ? scores.perClass.map(\.colour) : [],
      matching: ClusterMatching(classes: scores.matching))
  }

  /// Masks shown in the classes that a file of scores matches their clusters to.
  /// - Parameters:
  ///   - classes: give names and colours; where nil, those in the file do.
  ///   - colours: whether those of the classes are used.
  /// - Throws: ``EvaluationError``.
  public init(scoresAt url: URL, classes: ClassTable?, colours: Colours) throws {
    if let classes {
      try self.init(classes, colours: colours, matching: ClusterMatching(scoresAt: url))
    } else {
      try self.init(Scores(contentsOf: url), colours: colours)
    }
  }

  /// Masks shown in the classes of a table.
  /// - Parameter matching: nil where masks hold the table's classes already.
  /// - Throws: ``EvaluationError/unknownClass(_:count:)``.
  public init(_ classes: ClassTable, colours: Colours, matching: ClusterMatching?) throws {
    try self.init(
      classNames: classes.classes.map(\.name),
      colours: colours == .classes ? classes.classes.map(\.colours.first) : [], matching: matching)
  }
}
