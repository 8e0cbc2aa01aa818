import ArgumentParser
import TesseraKit

/// Which scores are made and where they go, as told on the command line.
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

  @Flag(
    help: "Score boundaries too; reads the files a second time. Borders that labels ignore have no boundaries to score."
  )
  var boundary = false

  @Option(
    help: ArgumentHelp(
      "Pixels that boundaries may lie apart; implies --boundary. 0.75 % of each image's diagonal unless given.",
      valueName: "pixels"))
  var boundaryTolerance: Double?

  func validate() throws {
    if let boundaryTolerance, !(0...10_000).contains(boundaryTolerance) {
      throw ValidationError("--boundary-tolerance must be from 0 to 10000 pixels, not \(boundaryTolerance).")
    }
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError(
        "Only one of --json, --markdown, --per-image, --per-class and --names can go to standard output.")
    }
  }

  private var files: [String?] { [json, markdown, perImage, perClass, names] }

  var boundaries: BoundaryTolerance? {
    boundaryTolerance.map(BoundaryTolerance.pixels) ?? (boundary ? .standard : nil)
  }

  /// - Parameter naming: what the clusters show.
  func write(_ outcome: Tessera.Evaluated, naming: Naming) throws {
    if !files.contains("-") { print(outcome.scores.table, terminator: "") }
    if let json { try Console.write(outcome.scores.json(), to: json) }
    if let markdown { try Console.write(outcome.scores.markdown, to: markdown) }
    if let names { try Console.write(naming.json(), to: names) }
    if let perClass { try Console.write(outcome.scores.perClassCSV, to: perClass) }
    if let perImage { try Console.write(ImageScore.csv(outcome.images), to: perImage) }
  }
}
