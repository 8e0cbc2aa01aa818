import Foundation
import NeuralNet
import Segmentation

/// Makes pictures of masks and shows how it goes.
struct PictureSession {
  let pictures: MaskPictures
  let context: ComputeContext
  /// Whether pictures that are there already are replaced.
  let overwrite: Bool
  private let console = Console.standard

  init(_ pictures: MaskPictures, context: ComputeContext, overwrite: Bool) {
    self.pictures = pictures
    self.context = context
    self.overwrite = overwrite
  }

  /// Paints a picture for each of `files`.
  /// - Returns: what failed.
  func paint(_ files: [MaskPictureFiles], into folder: URL) throws -> [FileFailure] {
    let output = OutputFolder(folder, pathExtension: "png")
    for side in [files.map(\.image), files.map(\.mask), files.compactMap(\.label)] {
      _ = try output.pending(side, existing: overwrite ? .replace : .refuse)
    }
    let progress = ProgressReporter("painting", unit: "images", total: files.count)
    let outcome = try FolderOverlay(pictures, output: output).run(files, context: context) { progress.advance() }
    console.clear()
    print("\(folder.path): \(files.count - outcome.failures.count) overlays")
    return outcome.failures
  }

  /// Puts the pictures of all `files` onto one page.
  /// - Returns: what failed.
  func contactSheet(_ files: [MaskPictureFiles], thumbnail: Int, at url: URL) throws -> [FileFailure] {
    if !overwrite && FileManager.default.fileExists(atPath: url.path) {
      throw DatasetError.wouldReplaceFile(path: url.path)
    }
    let progress = ProgressReporter("shrinking", unit: "images", total: files.count)
    let outcome = try FolderContactSheet(pictures, thumbnail: thumbnail).write(files, to: url, context: context) {
      progress.advance()
    }
    console.clear()
    print("\(url.path): \(files.count - outcome.failures.count) pictures")
    return outcome.failures
  }
}
