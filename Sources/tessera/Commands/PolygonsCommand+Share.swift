import Foundation
import TesseraKit

extension PolygonsCommand {
  /// Whether no other process works on the same file.
  var isAlone: Bool { Processes.share == nil }

  /// The file for this process's polygons: the one that was asked for, or one beside it where several processes write.
  /// - Throws: `DatasetError.wouldReplaceFile` where the file for all must not be replaced; `ValidationError` for another format
  ///   than GeoJSON.
  func partFile(of file: URL) throws -> URL {
    guard let share = Processes.share else { return file }
    try ShareMerger.checkGeoJSON(output)
    if !overwrite && FileIdentity.kind(file) == .file { throw DatasetError.wouldReplaceFile(path: file.path) }
    return part(share, of: file)
  }

  /// Joins the files of all processes, where there are several.
  /// - Parameter failures: of this process.
  /// - Returns: the failures of all processes.
  func joined(_ failures: [FileFailure], into file: URL) throws -> [FileFailure] {
    guard let own = Processes.share else { return failures }
    let all = try Processes.gathered(failures).flatMap(\.part)
    guard Processes.isFirst else { return all }
    let parts = (1...own.count).map { part(Share(index: $0, count: own.count), of: file) }
    try ShareMerger(output: output).finish(Tessera.merge(parts))
    for part in parts { try? FileManager.default.removeItem(at: part) }
    return all
  }

  private func part(_ share: Share, of file: URL) -> URL {
    let name = "\(file.deletingPathExtension().lastPathComponent)-\(share.index)-of-\(share.count).geojson"
    return file.deletingLastPathComponent().appending(path: name)
  }
}
