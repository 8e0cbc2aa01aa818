import Basics
import Datasets
import Foundation
import Imaging
import Reports
import Segmentation

extension Tessera {
  /// Writes a page on which a person names, merges and scribbles the clusters of a model.
  /// - Parameters:
  ///   - images: the images that the page shows parts of.
  ///   - builder: has the model, and the classes and names to start from.
  ///   - url: the file of the page.
  ///   - hints: how a user goes on with the file that the page saves.
  ///   - existing: whether a page that is there already is replaced.
  ///   - parallel: the threads that work.
  ///   - report: is told what is being done; see ``Event``.
  /// - Throws: as ``NamingPageBuilder/build(_:parallel:begins:notice:progress:)``; `DatasetError.wouldReplaceFile`,
  ///   `DatasetError.wouldReplaceInput`, `FileAccessError`.
  @discardableResult
  public static func page(
    _ images: ImageFolder, _ builder: NamingPageBuilder, at url: URL, hints: NamingPage.Hints = .init(),
    existing: OutputFolder.Existing = .refuse, parallel: Parallel = Parallel(),
    report: @escaping Report = { _ in }
  ) throws -> NamingPage {
    if existing != .replace && FileIdentity.kind(url) != nil { throw DatasetError.wouldReplaceFile(path: url.path) }
    let labels = (builder.labels?.pairs ?? []).map(\.second.url)
    let inputs = images.items.map(\.url) + labels + [builder.start.map { URL(filePath: $0.path) }].compactMap { $0 }
    if let identity = FileIdentity(url), inputs.contains(where: { FileIdentity($0) == identity }) {
      throw DatasetError.wouldReplaceInput(path: url.path)
    }
    var builder = builder
    builder.options = builder.options.warning(report)
    var page = try builder.build(
      images, parallel: parallel,
      begins: { stage, total in
        let known: Stage =
          switch stage {
          case .matching: .matching
          case .looking: .looking
          case .measuring: .measuring
          case .drawing: .drawing
          }
        report(.begins(known, total: total, done: 0))
      }, notice: { report(.labels($0)) }, progress: { report(.advanced) })
    page.hints = hints
    try AtomicFile.write(page.html(), to: url)
    return page
  }
}
