import ArgumentParser
import Foundation
import TesseraKit

/// Where pictures go, as told on the command line: a folder, a contact sheet, or both.
struct PictureOutputOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: ArgumentHelp("Folder for the pictures.", valueName: "folder"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Put all pictures, made small, onto one page; more than 400 go onto further pages (file-2.png).",
      valueName: "file.png"))
  var contactSheet: String?

  @Option(help: "Pixels of the longer side of a picture on the contact sheet. Smaller pictures are not enlarged.")
  var thumbnail = 240

  @OptionGroup var existing: ExistingOptions

  func validate() throws {
    if output == nil && contactSheet == nil {
      throw ValidationError("Give --output FOLDER for a picture of each image, or --contact-sheet FILE.png for all.")
    }
    if !(16...4096).contains(thumbnail) {
      throw ValidationError("--thumbnail must be from 16 to 4096 pixels, not \(thumbnail).")
    }
  }

  var folder: URL? { output.map { URL(filePath: $0) } }

  /// Paints what is asked for.
  /// - Parameter isQuiet: prints nothing, since standard output is for JSON.
  /// - Returns: what was done, and the images that could not be painted over.
  func paint(
    _ files: [MaskPictureFiles], as pictures: MaskPictures, parallel: Parallel, display: EventDisplay, isQuiet: Bool
  ) throws -> (done: FolderSummary, failures: [FileFailure]) {
    var done = FolderSummary(
      output: folder ?? URL(filePath: contactSheet ?? ""), written: 0, failures: [], warnings: [])
    var failures: [FileFailure] = []
    if let folder {
      let painted = try Tessera.paint(
        files, as: pictures, into: folder, existing: existing.existing, parallel: parallel,
        report: { display.show($0) })
      display.end()
      (done.written, done.skipped, failures) = (painted.written, painted.skipped, painted.failures)
      if !isQuiet { print(Console.outcome(folder, written: done.written, "overlay", skipped: done.skipped)) }
    }
    if let contactSheet {
      let sheet = URL(filePath: contactSheet)
      let failed = try Tessera.contactSheet(
        files, as: pictures, thumbnail: thumbnail, at: sheet, existing: existing.existing, parallel: parallel,
        report: { display.show($0) })
      display.end()
      if folder == nil { failures = failed }
      let pages = FolderContactSheet(pictures, thumbnail: thumbnail).pages(of: files.count, at: sheet).count
      let more = pages > 1 ? " and \(NumberText.count(pages - 1, "more page"))" : ""
      if !isQuiet { print("\(sheet.path)\(more): \(NumberText.count(files.count - failed.count, "picture"))") }
    }
    return (done, failures)
  }
}
