import Basics
import Datasets
import Foundation
import Imaging

/// A page of pictures for each cluster of images, with the most probable images first.
public struct GroupSheets: Sendable {
  /// How the images are prepared, so that pictures show what the network sees.
  let preparation: ImagePreparation
  let options: DecodingOptions
  /// The most images of a page.
  let most: Int

  /// Pixels of the longer side of a picture; small images are enlarged by whole factors, so that their pixels stay sharp.
  private static let side = 96

  /// Sheets of at most so many images a group.
  public init(_ preparation: ImagePreparation, options: DecodingOptions = .init(), most: Int = 100) {
    self.preparation = preparation
    self.options = options
    self.most = most
  }

  /// Writes `cluster-00.png` and so on into `folder`, a file for each cluster that has images. Files of these names that an
  /// earlier run has left are removed.
  /// - Parameter progress: is called after each page.
  /// - Throws: `ImageIOError`, `FileAccessError`. The place of an image that cannot be read stays blank.
  package func write(
    _ groups: ImageGroups, to folder: URL, parallel: Parallel, progress: () -> Void = {}
  ) throws {
    try FileAccessError.createFolder(folder)
    removeEarlier(in: folder)
    for cluster in 0..<groups.clusters {
      let members = Array(groups.members(of: cluster).prefix(most))
      if !members.isEmpty {
        try write(members, to: folder.appending(path: "\(groups.name(of: cluster)).png"), parallel: parallel)
      }
      progress()
    }
  }

  private func removeEarlier(in folder: URL) {
    AtomicFile.removeAbandoned(in: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.wholeMatch(of: /cluster-[0-9]+\.png/) != nil {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  private func write(_ members: [GroupedImage], to file: URL, parallel: Parallel) throws {
    let pictures = parallel.map(members) { try? picture($0.item.url) }
    let width = pictures.compactMap { $0?.width }.max() ?? Self.side
    let height = pictures.compactMap { $0?.height }.max() ?? Self.side
    let layout = ContactSheet.Layout(
      count: members.count, cellWidth: width, cellHeight: height, gap: 6, columns: min(10, members.count))
    let sheet = try ContactSheet(to: file, layout: layout)
    for row in 0..<layout.rows { try sheet.write(row: Array(pictures[layout.indices(inRow: row)])) }
    try sheet.finish()
  }

  private func picture(_ url: URL) throws -> Raster {
    let rows = ColourRows(try preparation.open(url, options: options))
    let longer = max(rows.width, rows.height)
    if longer > Self.side {
      func fitted(_ length: Int) -> Int { max(1, length * Self.side / longer) }
      return try ResizedRows(rows, width: fitted(rows.width), height: fitted(rows.height)).readAll()
    }
    let image = try rows.readAll()
    return image.enlarged(by: max(1, Self.side / longer))
  }
}

extension Raster {
  /// The picture of 8-bit RGB with each pixel as a square of `factor` pixels.
  fileprivate func enlarged(by factor: Int) -> Raster {
    guard factor > 1, case .uint8(let samples) = samples else { return self }
    var values: [UInt8] = []
    values.reserveCapacity(samples.count * factor * factor)
    for y in 0..<height {
      var row: [UInt8] = []
      for x in 0..<width {
        let pixel = samples[(y * width + x) * bands..<(y * width + x + 1) * bands]
        for _ in 0..<factor { row += pixel }
      }
      for _ in 0..<factor { values += row }
    }
    return Raster(width: width * factor, height: height * factor, bands: bands, values: values)
  }
}
