import ArgumentParser
import Foundation
import TesseraKit

/// Which classes the clusters of masks stand for, as told on the command line.
struct MatchOptions: ParsableArguments {
  @Option(
    help: """
      How clusters get their classes: one-to-one, many-to-one, or identity for masks that hold classes already, by the \
      data set's own values or colours or, of `tessera segment --matching`, by the names.json beside them.
      """)
  var match = MatchingRule.oneToOne

  @Option(
    help: ArgumentHelp(
      """
      Take which clusters show which classes from this file instead: names saved in the page of `tessera page`, or names \
      or scores made by `tessera evaluate` with --names or --json.
      """, valueName: "names.json"))
  var matching: String?

  func validate() throws {
    if match == .identity && matching != nil {
      throw ValidationError("--match identity says that there is nothing to match; leave out --matching.")
    }
  }

  /// The naming of another evaluation, if one is given, in the classes of the labels.
  /// - Parameter classes: of the labels; nil where each value is a class.
  /// - Throws: ``NamingError``.
  func given(classes: ClassTable?) throws -> Naming? {
    guard let matching else { return nil }
    let naming = try Naming(contentsOf: URL(filePath: matching))
    return try classes.map { try naming.inClasses($0.classes, path: matching) } ?? naming
  }
}

extension MatchingRule: ExpressibleByArgument {}
