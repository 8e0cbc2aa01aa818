import Basics
import Datasets
import Foundation
import Imaging
import Reports

extension Tessera {
  /// What painting pictures gives.
  public struct Painted: Sendable {
    /// The folder of the pictures.
    public let folder: URL
    /// Pictures written.
    public let written: Int
    /// Images whose picture was there already.
    public let skipped: Int
    /// Images that could not be painted over.
    public let failures: [FileFailure]
  }

  /// Writes a picture for each image: its mask over it, and what else the pictures show.
  /// - Parameters:
  ///   - files: an image, its mask and perhaps its label for each picture.
  ///   - pictures: what the pictures show.
  ///   - folder: gets the pictures.
  ///   - existing: what happens to pictures that are there already.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: `DatasetError` for pictures that must not be replaced, `FileAccessError` for the legend.
  @discardableResult
  public static func paint(
    _ files: [MaskPictureFiles], as pictures: MaskPictures, into folder: URL,
    existing: OutputFolder.Existing = .refuse, parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> Painted {
    let output = OutputFolder(folder, pathExtension: "png")
    let wanted = Set(
      try output.pending(
        files.map(\.image), existing: existing, inputs: files.map(\.mask) + files.compactMap(\.label)))
    let pending = files.filter { wanted.contains($0.image) }
    report(.begins(.painting, total: pending.count, done: 0))
    let (pictures, notices) = pictures.warning(report).surveying(pending, parallel: parallel)
    for notice in notices { report(.labels(notice)) }
    var task = FolderOverlay(pictures, output: output)
    task.replaces = existing == .replace
    let painted = try task.run(
      pending, parallel: parallel, warn: { report(.warning($0)) }, progress: { report(.advanced) })
    return Painted(
      folder: folder, written: pending.count - painted.failures.count, skipped: files.count - pending.count,
      failures: painted.failures)
  }

  /// Puts the pictures of all `files`, made small, onto one page, and a legend beside it. Many pictures go onto several pages:
  /// `all.png`, `all-2.png` and so on.
  /// - Parameters:
  ///   - files: an image, its mask and perhaps its label for each picture.
  ///   - pictures: what the pictures show.
  ///   - thumbnail: pixels of the longer side of a picture.
  ///   - url: the file of the first page.
  ///   - existing: whether a page that is there already is replaced.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Returns: what failed.
  /// - Throws: `DatasetError.wouldReplaceFile`, `FileAccessError`.
  /// - Precondition: there are files.
  public static func contactSheet(
    _ files: [MaskPictureFiles], as pictures: MaskPictures, thumbnail: Int = 240, at url: URL,
    existing: OutputFolder.Existing = .refuse, parallel: Parallel = Parallel(), report: @escaping Report = { _ in }
  ) throws -> [FileFailure] {
    let sheet = FolderContactSheet(pictures, thumbnail: thumbnail)
    if existing != .replace,
      let page = sheet.pages(of: files.count, at: url).first(where: { FileIdentity.kind($0) != nil })
    {
      throw DatasetError.wouldReplaceFile(path: page.path)
    }
    report(.begins(.shrinking, total: files.count, done: 0))
    let (pictures, notices) = pictures.warning(report).surveying(files, parallel: parallel)
    for notice in notices { report(.labels(notice)) }
    return try FolderContactSheet(pictures, thumbnail: thumbnail)
      .write(files, to: url, parallel: parallel) { report(.advanced) }.failures
  }
}

extension MaskPictures {
  /// The pictures with the warnings of files told to `report`.
  fileprivate func warning(_ report: @escaping Tessera.Report) -> MaskPictures {
    var pictures = self
    pictures.options = options.warning(report)
    return pictures
  }
}
