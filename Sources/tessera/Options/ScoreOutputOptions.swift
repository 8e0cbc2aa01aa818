import ArgumentParser
import TesseraKit

/// Where scores go, as told on the command line.
struct ScoreOutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Write the scores as JSON too; - for standard output, instead of the table.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Write the table as Markdown; - for standard output, instead of the plain one.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("Write a line of scores for each image, as CSV; - as above.", valueName: "file.csv"))
  var perImage: String?

  @Option(help: ArgumentHelp("Write a line of scores for each class, as CSV; - as above.", valueName: "file.csv"))
  var perClass: String?

  @Option(
    help: ArgumentHelp(
      """
      Write the names alone: which clusters show which classes, in a file that people can edit and --matching reads; - as \
      above.
      """, valueName: "names.json"))
  var names: String?

  func validate() throws {
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError(
        "Only one of --json, --markdown, --per-image, --per-class and --names can go to standard output.")
    }
  }

  private var files: [String?] { [json, markdown, perImage, perClass, names] }

  /// The names of the options that are given.
  var given: [String] {
    [
      ("--json", json), ("--markdown", markdown), ("--per-image", perImage), ("--per-class", perClass),
      ("--names", names),
    ].compactMap { $1 == nil ? nil : $0 }
  }

  /// - Parameters:
  ///   - naming: what the clusters show.
  ///   - printsTable: whether the table is printed where nothing else is.
  func write(_ outcome: Tessera.Evaluated, naming: Naming, printsTable: Bool = true) throws {
    if printsTable && !files.contains("-") { print(outcome.scores.table, terminator: "") }
    if let json { try Console.write(outcome.scores.json(), to: json) }
    if let markdown { try Console.write(outcome.scores.markdown, to: markdown) }
    if let names { try Console.write(naming.json(), to: names) }
    if let perClass { try Console.write(outcome.scores.perClassCSV, to: perClass) }
    if let perImage { try Console.write(ImageScore.csv(outcome.images), to: perImage) }
  }
}
