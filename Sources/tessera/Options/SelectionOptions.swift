import ArgumentParser
import TesseraKit

/// Which of the images are used, as told on the command line.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use only the images listed in this file, a name a line, or in a list such as potsdam-train; see `tessera ids`.",
      valueName: "list"))
  var ids: String?

  /// Keeps what is listed, and says what is not there.
  /// - Parameter isPartner: for labels, of which nothing need be said.
  func select(from folder: inout ImageFolder, isPartner: Bool = false) throws {
    guard let ids else { return }
    let missing = try ImageIdentifiers(named: ids).select(from: &folder, path: ids)
    if missing > 0 && !isPartner { Console.standard.warn("\(missing) of the names in \(ids) are not among the images") }
  }
}
