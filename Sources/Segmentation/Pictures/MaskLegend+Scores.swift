import Foundation

extension MaskLegend {
  /// Masks shown in the classes that a file of scores matches their clusters to.
  /// - Parameters:
  ///   - classes: give names and colours; where nil, the names are those in the file.
  ///   - colours: whether those of the classes are used.
  /// - Throws: ``EvaluationError``.
  public init(scoresAt url: URL, classes: ClassTable?, colours: Colours) throws {
    let matching = try ClusterMatching(scoresAt: url)
    if let classes {
      try self.init(classes, colours: colours, matching: matching)
      return
    }
    struct File: Decodable {
      struct Class: Decodable { let name: String }
      let perClass: [Class]
    }
    do {
      let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
      try self.init(classNames: file.perClass.map(\.name), matching: matching)
    } catch is DecodingError {
      throw EvaluationError.notScores(path: url.path, reason: "holds no names of classes")
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
