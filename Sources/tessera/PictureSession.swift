import Foundation
import TesseraKit

/// Makes pictures of masks and shows how it goes.
struct PictureSession {
  let pictures: MaskPictures
  let parallel: Parallel
  /// What happens to pictures that are there already.
  let existing: OutputFolder.Existing
  private let console = Console.standard

  init(_ pictures: MaskPictures, parallel: Parallel, existing: OutputFolder.Existing) {
    self.pictures = pictures
    self.parallel = parallel
    self.existing = existing
  }

  /// What became of the pictures.
  struct Outcome {
    var written = 0
    var skipped = 0
    var failures: [FileFailure] = []
    var warnings: [String] = []
  }

  /// Paints a picture for each of `files`, and tells how many, unless `isQuiet`.
  func paint(_ files: [MaskPictureFiles], into folder: URL, isQuiet: Bool = false) throws -> Outcome {
    let output = OutputFolder(folder, pathExtension: "png")
    let wanted = Set(
      try output.pending(
        files.map(\.image), existing: existing, inputs: files.map(\.mask) + files.compactMap(\.label)))
    let pending = files.filter { wanted.contains($0.image) }
    let progress = ProgressReporter("painting", unit: "images", total: pending.count)
    var task = FolderOverlay(pictures, output: output)
    task.replaces = existing == .replace
    let warnings = WarningList()
    let painted = try task.run(
      pending, parallel: parallel, warn: { warnings.add($0) }, progress: { progress.advance() })
    console.clear()
    let outcome = Outcome(
      written: pending.count - painted.failures.count, skipped: files.count - pending.count,
      failures: painted.failures, warnings: warnings.all)
    if !isQuiet {
      let (written, skipped) = (outcome.written, outcome.skipped)
      print(
        "\(folder.path): \(written) overlay\(written == 1 ? "" : "s")"
          + (skipped > 0 ? ", \(skipped) \(skipped == 1 ? "was" : "were") there already" : ""))
    }
    return outcome
  }

  /// Puts the pictures of all `files` onto one page.
  /// - Returns: what failed.
  func contactSheet(
    _ files: [MaskPictureFiles], thumbnail: Int, at url: URL, isQuiet: Bool
  ) throws -> [FileFailure] {
    if existing != .replace && FileManager.default.fileExists(atPath: url.path) {
      throw DatasetError.wouldReplaceFile(path: url.path)
    }
    let progress = ProgressReporter("shrinking", unit: "images", total: files.count)
    let outcome = try FolderContactSheet(pictures, thumbnail: thumbnail).write(files, to: url, parallel: parallel) {
      progress.advance()
    }
    console.clear()
    if !isQuiet { print("\(url.path): \(files.count - outcome.failures.count) pictures") }
    return outcome.failures
  }
}
