import Basics
import Datasets
import Foundation
import Imaging
import TestSupport

/// Masks in a folder of their own.
struct AreaFixture {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a label map of rows, `255` for no class, and gives its item.
  @discardableResult
  func add(_ path: String, _ rows: [[UInt16]], worldFile: String? = nil, system: String? = nil) throws
    -> ImageFolder.Item
  {
    let url = folder.file(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let values = rows.joined().map { $0 == 255 ? Label.none : $0 }
    try LabelMap(width: rows[0].count, height: rows.count, values: Array(values)).write(to: url, palette: nil)
    let stem = url.deletingPathExtension()
    if let worldFile { try Data(worldFile.utf8).write(to: stem.appendingPathExtension("pgw")) }
    if let system { try Data(system.utf8).write(to: stem.appendingPathExtension("prj")) }
    return ImageFolder.Item(url: url, relativePath: path)
  }

  func write(_ text: String, to name: String) throws {
    let url = folder.file(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// The reading of masks without names.
  func reading(_ masks: [ImageFolder.Item], meaning: LabelMeaning = LabelMeaning()) throws -> MaskReading {
    try MaskReading.of(masks, in: folder.url, meaning: meaning, parallel: Parallel(threads: 1)).reading
  }

  static let degrees = """
    GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],\
    UNIT["degree",0.0174532925199433]]
    """
  static let metres = #"PROJCS["WGS 84 / UTM zone 33N",\#(degrees),PROJECTION["Transverse_Mercator"],UNIT["metre",1]]"#
  static let mercator = #"PROJCS["WGS 84 / Pseudo-Mercator",\#(degrees),PROJECTION["Mercator_1SP"],UNIT["metre",1]]"#
}
