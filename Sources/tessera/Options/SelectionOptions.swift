import ArgumentParser
import Foundation
import TesseraKit

/// Which of the images are used, as told on the command line.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Use only the images listed in this file, a name a line, or in a list such as potsdam-train; see `tessera ids`.",
      valueName: "list"))
  var ids: String?

  /// The images at `paths` that are wanted; says what is passed over.
  /// - Parameter excluded: a folder that is not walked, such as the one that output goes to.
  func images(_ paths: [String], excluding excluded: URL?) throws -> ImageFolder {
    var found = try ImageFolder(paths, excluding: excluded)
    try select(from: &found)
    Console.standard.report(found)
    return found
  }

  /// The files at `path` that are wanted, no two of one name.
  /// - Parameter isPartner: true for labels; names that are missing among them are not reported again.
  func folder(_ path: String, isPartner: Bool = false) throws -> ImageFolder {
    var folder = try ImageFolder([path])
    try select(from: &folder, isPartner: isPartner)
    try folder.checkStems()
    return folder
  }

  /// The labels at `path` that pair with `found`, which lies at `images`; says which files have no partner.
  func partners(of found: ImageFolder, at path: String, images: [String]) throws -> FilePairing {
    let pairing = try FilePairing(
      found, folder(path, isPartner: true), firstPath: images.joined(separator: ", "), secondPath: path)
    Console.standard.report(pairing, first: "image", second: "label")
    return pairing
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
