import ArgumentParser
import Foundation
import TesseraKit

/// Which files of folders are used, as told on the command line.
struct FileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use only the images listed in this file, a name a line, or in a list such as potsdam-train; see `tessera ids`.",
      valueName: "list"))
  var ids: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave out the files that match; may be given several times.", valueName: "pattern"))
  var exclude: [String] = []

  var excluded: [PathPattern] { exclude.map(PathPattern.init) }

  /// The images at `paths` that are wanted; says what is passed over. Label maps count as images.
  /// - Parameter folder: one that is not walked, such as the one that output goes to.
  func images(_ paths: [String], excluding folder: URL?) throws -> ImageFolder {
    var selection = FolderSelection()
    selection.imagesMatch = PathPattern("*")
    selection.excluded = excluded
    let walked = try ImageFolder(paths, excluding: folder)
    var found = try selection.images(in: walked, path: paths.joined(separator: ", ")).folder
    try select(from: &found)
    Console.standard.report(found)
    return found
  }

  /// Keeps what is listed, and says what is not there.
  /// - Parameter isPartner: true for labels; names that are missing among them are not reported again.
  func select(from folder: inout ImageFolder, isPartner: Bool = false) throws {
    guard let ids else { return }
    let example = folder.items.first?.relativePath ?? ""
    let remarks = try ImageIdentifiers(named: ids).select(from: &folder, path: ids)
    if isPartner { return }
    if !remarks.missing.isEmpty {
      Console.standard.warn(
        "\(remarks.missing.count) of the names in \(ids) \(remarks.missing.count == 1 ? "is" : "are") not among the "
          + "images, such as \(remarks.missingExamples); the images are named like \(example)")
    }
    if let (entry, image) = remarks.inOtherCase.min(by: { $0.key < $1.key }) {
      Console.standard.warn(
        "\(remarks.inOtherCase.count) of the names in \(ids) differ\(remarks.inOtherCase.count == 1 ? "s" : "") from the "
          + "images in upper and lower case, such as '\(entry)' for \(image)")
    }
  }
}
